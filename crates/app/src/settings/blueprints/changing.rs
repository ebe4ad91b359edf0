//! Making and changing blueprints: every change is a version.

use regie_domain::blueprint::Blueprint;
use regie_domain::ids::BlueprintId;
use regie_store::Tx;

use super::BlueprintForm;
use crate::App;
use crate::authorise::Who;
use crate::directory::kind;
use crate::error::{AppError, Result};
use crate::settings::forms::Faults;
use crate::settings::{Edit, Permit};

impl App {
    /// Makes a blueprint.
    ///
    /// # Errors
    /// Every fault of the form, or a denial.
    pub async fn create_blueprint(&self, who: &Who, form: BlueprintForm) -> Result<BlueprintId> {
        self.create_blueprint_as(who, self.ports.id(), form).await
    }

    /// As [`App::create_blueprint`], with its own id: whoever repeats it makes no second one.
    ///
    /// # Errors
    /// As [`App::create_blueprint`], or a conflict where the id is taken.
    pub async fn create_blueprint_as(&self, who: &Who, id: BlueprintId, form: BlueprintForm) -> Result<BlueprintId> {
        self.edit(who, Permit::House, (id, form), |tx, edit, (id, form)| {
            Box::pin(async move {
                let mut faults = Faults::default();
                let blueprint = form.read(*id, 1, edit, &mut faults);
                faults.check()?;
                edit.save(tx, (kind::BLUEPRINT, id.0), None, &[blueprint], 0).await?;
                Ok(*id)
            })
        })
        .await
    }

    /// Changes a blueprint: appends a version, which journeys that begin from now on run under. A form that changes
    /// nothing makes no version.
    ///
    /// # Errors
    /// Every fault of the form, a denial, or a conflict with another change.
    pub async fn change_blueprint(
        &self,
        who: &Who,
        id: BlueprintId,
        expected: i64,
        form: BlueprintForm,
    ) -> Result<i64> {
        self.edit(who, Permit::House, (id, expected, form), |tx, edit, (id, expected, form)| {
            Box::pin(async move {
                let changed = |newest: &Blueprint, faults: &mut Faults| Blueprint {
                    visit: newest.visit.clone(),
                    shipping: newest.shipping,
                    survey: newest.survey,
                    second: newest.second.clone(),
                    ..form.read(*id, newest.version, edit, faults)
                };
                edit.append_version(tx, *id, *expected, changed).await
            })
        })
        .await
    }
}

impl Edit {
    /// Appends a version of a blueprint, which journeys that begin from now on run under; what changes nothing makes no
    /// version.
    pub(crate) async fn append_version(
        &self,
        tx: &mut Tx,
        id: BlueprintId,
        expected: i64,
        change: impl FnOnce(&Blueprint, &mut Faults) -> Blueprint + Send,
    ) -> Result<i64> {
        let before = self.directory.blueprints.get(&id).ok_or(AppError::NotFound("blueprint"))?;
        let newest = before.value.last().ok_or(AppError::NotFound("blueprint"))?;
        let mut faults = Faults::default();
        let changed = change(newest, &mut faults);
        faults.check()?;
        self.keeps_shield(newest.restricted)?;
        let mut versions = before.value.clone();
        if changed != *newest {
            versions.push(Blueprint { version: newest.version + 1, ..changed });
        }
        Ok(self.save(tx, (kind::BLUEPRINT, id.0), None, &versions, expected).await?)
    }
}
