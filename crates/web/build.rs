//! Refuses to build without the browser parts that are fetched from npm, and says how to get them.

use std::path::Path;

const NEEDED: [&str; 3] = ["htmx.min.js", "figtree.woff2", "icons.svg"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=templates");
    let vendor = Path::new("assets/vendor");
    for name in NEEDED {
        let file = vendor.join(name);
        println!("cargo::rerun-if-changed={}", file.display());
        if !file.is_file() {
            println!("cargo::error=crates/web/{} is missing: run make setup", file.display());
        }
    }
}
