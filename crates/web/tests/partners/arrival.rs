//! What comes in arrives with somebody who sees it: not with a partner that works by mail.

use regie_app::AppError;
use regie_app::settings::blueprints::BlueprintForm;
use regie_app::settings::mailboxes::MailboxForm;
use regie_app::testing::TestApp;

use crate::Scene;

#[tokio::test]
async fn nothing_arrives_with_a_partner_that_does_not_work_in_our_screens() {
    for (kind, taken) in [("leg", false), ("desk", true)] {
        let scene = Scene::new(kind, true).await;
        let (app, city) = (&scene.site.test.app, &scene.site.city);
        let admin = TestApp::who(&city.people.administrator);
        let team = scene.team.team.to_string();
        let mailbox = city.mailbox.0;
        let directory = app.directory().await.unwrap();
        let found = &directory.mailboxes[&mailbox];
        let form = MailboxForm { team: team.clone(), ..MailboxForm::of(&found.value) };
        let said = app.put_mailbox(&admin, mailbox, found.version, form).await.map(|_| ());
        assert_eq!(said.is_ok(), taken, "{kind}");
        let form = BlueprintForm { director: team.clone(), ..BlueprintForm::of(&city.blueprint) };
        let directed = app.create_blueprint(&admin, form).await.map(|_| ());
        assert_eq!(directed.is_ok(), taken, "{kind}");
        for said in [said, directed] {
            let Err(AppError::Invalid(faults)) = said else { continue };
            assert_eq!(faults[0].key, "invalid-desk-team");
        }
        let mut page = scene.site.signed_in(&city.people.administrator).await;
        let page = page.get(&format!("/settings/mailboxes/{mailbox}")).await.text();
        assert_eq!(page.contains(&format!("value=\"{team}\"")), taken, "{kind}");
    }
}
