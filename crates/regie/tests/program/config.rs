//! A flag wins over the environment, the environment over the file; what cannot be is refused in words.

use crate::support::Place;

/// The line of the doctor about the public address.
fn public_url(place: &Place, env: Option<&str>, flags: &[&str]) -> String {
    let mut command = place.regie(&["doctor"]);
    command.args(flags);
    if let Some(url) = env {
        command.env("REGIE_PUBLIC_URL", url);
    }
    let out = String::from_utf8(command.output().unwrap().stdout).unwrap();
    let line = out.lines().find(|line| line.contains("public_url")).unwrap_or_else(|| panic!("{out}"));
    line.split_whitespace().find(|word| word.starts_with("http")).unwrap().to_owned()
}

#[test]
fn file_then_environment_then_flag() {
    let place = Place::new();
    std::fs::write(place.path("r.toml"), "public_url = 'https://file.example.org'\n").unwrap();
    let file = ["--config", "r.toml"];
    assert_eq!(public_url(&place, None, &[]), "http://127.0.0.1:8080");
    assert_eq!(public_url(&place, None, &file), "https://file.example.org");
    assert_eq!(public_url(&place, Some("https://env.example.org"), &file), "https://env.example.org");
    let all = ["--config", "r.toml", "--public-url", "https://flag.example.org"];
    assert_eq!(public_url(&place, Some("https://env.example.org"), &all), "https://flag.example.org");
}

#[test]
fn an_unknown_key_is_refused_with_its_place() {
    let place = Place::new();
    std::fs::write(place.path("r.toml"), "data = 'd'\nlisten_on = '127.0.0.1:1'\n").unwrap();
    let ran = place.run(&["serve", "--config", "r.toml"]);
    assert_eq!(ran.code, Some(1));
    for word in ["r.toml", "line 2", "listen_on", "mail_listen"] {
        assert!(ran.err.contains(word), "{word} in {}", ran.err);
    }
}

#[test]
fn a_report_whose_reader_has_gone_ends_quietly() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let ran = Place::new().regie(&["config"]).stdout(writer).stderr(std::process::Stdio::piped()).output().unwrap();
    assert_eq!((ran.status.code(), String::from_utf8_lossy(&ran.stderr).as_ref()), (Some(0), ""));
}

#[test]
fn help_names_every_command_and_setting() {
    let place = Place::new();
    let help = place.run(&["--help"]).well();
    for word in [
        "serve",
        "demo",
        "mail-in",
        "import",
        "verify",
        "rebuild-views",
        "backup",
        "restore",
        "copy",
        "doctor",
        "regie help config",
    ] {
        assert!(help.contains(word), "{word} in {help}");
    }
    for asked in [["help", "config"], ["config", "--help"]] {
        let settings = place.run(&asked).well();
        for word in ["--public-url", "REGIE_LISTEN", "--mail-ca", "Folder for the database", "TOML file"] {
            assert!(settings.contains(word), "{word} in {settings}");
        }
    }
    assert!(place.run(&["config"]).well().contains("REGIE_MAIL_LISTEN"));
    for own in [vec!["serve", "--help"], vec!["import", "mail", "--help"], vec!["backup", "-h"]] {
        let help = place.run(&own).well();
        assert!(help.contains("regie help config") && !help.contains("--public-url"), "{help}");
        assert!(help.lines().count() < 25, "{help}");
    }
    assert!(help.lines().all(|line| line.chars().count() <= 112), "{help}");
}

#[tokio::test]
async fn the_doctor_sees_a_mailbox_that_waits_in_vain_and_names_the_migration() {
    let place = Place::new();
    place.set_up().await.store.close().await;
    let ran = place.run(&["doctor"]);
    assert!(ran.out.contains("WARN  kcc@example.org in"), "{}", ran.out);
    assert!(
        ran.out.contains("no mail_listen is set") && ran.out.contains("-> start with --mail-listen"),
        "{}",
        ran.out
    );
    let newest = regie_store::migrate::newest();
    assert!(ran.out.contains(&format!("the database is at {newest}, this program knows {newest}")), "{}", ran.out);
    let ran = place.run(&["doctor", "--mail-listen", "smtp://127.0.0.1:2525"]);
    assert!(ran.out.contains("mail is delivered at smtp://127.0.0.1:2525"), "{}", ran.out);
}

#[test]
fn the_doctor_says_what_to_do_and_touches_nothing() {
    let place = Place::new();
    let ran = place.run(&["doctor", "--public-url", "http://regie.example.org"]);
    assert_eq!(ran.code, Some(1), "{}", ran.out);
    for words in
        ["FAIL  public_url", "-> put a TLS proxy before it", "WARN  database", "`regie serve` makes it", "1 FAIL"]
    {
        assert!(ran.out.contains(words), "{words} in\n{}", ran.out);
    }
    assert!(!place.path("data").exists());
}
