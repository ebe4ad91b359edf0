//! A blueprint as it stands, for its own page and those beside it.

use regie_app::AppError;
use regie_domain::blueprint::Blueprint;
use regie_domain::ids::BlueprintId;

use crate::form::Form;
use crate::pages::settings::Section;
use crate::ui::settings::{id, spoken};
use crate::visit::Visit;

/// The newest version, with the version of the record that holds them all.
pub(in crate::ui::settings) struct Present<'a> {
    pub id: BlueprintId,
    pub record: i64,
    pub newest: &'a Blueprint,
}

impl Present<'_> {
    pub fn of<'a>(visit: &'a Visit, text: &str) -> Result<Present<'a>, AppError> {
        let id = BlueprintId(id(text)?);
        let found = visit.directory.blueprints.get(&id).ok_or(AppError::NotFound("blueprint"))?;
        let newest = found.value.last().ok_or(AppError::NotFound("blueprint"))?;
        Ok(Present { id, record: found.version, newest })
    }

    pub fn title(&self, visit: &Visit) -> Option<String> {
        Some(spoken(visit, &self.newest.name))
    }

    /// Where a page beside that of the blueprint stands, and what it is called.
    pub fn beside(&self, visit: &Visit, title: &str) -> (Section, Option<String>) {
        (Section::Blueprints, Some(format!("{}: {}", spoken(visit, &self.newest.name), visit.cx.t(title))))
    }

    /// A form that changes this version of the record.
    pub fn changing(&self, form: Form) -> Form {
        form.with("version", self.record.to_string())
    }
}
