//! Writes every sample page, with its assets, to a folder, to look at:
//! `cargo run -p regie-web --features samples --example gallery -- FOLDER`, then serve that folder on loopback.

use std::path::PathBuf;
use std::{env, fs, io};

use regie_app::locale::Lang;
use regie_web::cx::Theme;
use regie_web::{assets, samples};

fn main() -> io::Result<()> {
    let folder = PathBuf::from(env::args().nth(1).unwrap_or_else(|| "target/gallery".to_owned()));
    for name in assets::names() {
        let file = folder.join("assets").join(name);
        if let (Some(parent), Some(bytes)) = (file.parent(), assets::bytes(name)) {
            fs::create_dir_all(parent)?;
            fs::write(file, bytes)?;
        }
    }
    let mut index = String::from("<!doctype html><title>Gallery</title><h1>Gallery</h1>");
    for lang in Lang::ALL {
        for theme in [Theme::Light, Theme::Dark] {
            let under = format!("{}-{}", lang.code(), theme.code());
            fs::create_dir_all(folder.join(&under))?;
            index.push_str(&format!("<h2>{under}</h2><ul>"));
            for sample in samples::all(lang, theme, theme == Theme::Dark) {
                let file = format!("{under}/{}.html", sample.name);
                index.push_str(&format!("<li><a href=\"{file}\">{}</a> {} bytes", sample.name, sample.html.len()));
                fs::write(folder.join(file), sample.html)?;
            }
            index.push_str("</ul>");
        }
    }
    fs::write(folder.join("index.html"), index)?;
    println!("{}", folder.display());
    Ok(())
}
