//! The organisation's look on the customer's pages. A picture is taken for what its bytes are, never for what its name or
//! sender says, and never as a drawing: a drawing can hold a script.

use regie_domain::brand::{Brand, Colour, Colours, Logo, Shade};
use regie_domain::ids::ContentId;
use regie_store::content::{self, NewContent};
use regie_store::{Tx, hex};
use sha2::{Digest as _, Sha256};

use super::forms::Faults;
use super::organisation::OWN;
use super::{Edit, Permit};
use crate::App;
use crate::authorise::Who;
use crate::directory::kind;
use crate::error::{AppError, Result};

/// The largest logo, in bytes: it comes with every page.
pub const LARGEST: usize = 200 * 1024;
/// The most points of a side.
const LONGEST_SIDE: u32 = 4_000;

/// What a person chose: each colour as `#rrggbb`; all empty means those of the program.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BrandForm {
    /// The main colour in the light theme. Field `light`.
    pub light: String,
    /// On it; empty takes white or near black. Field `on-light`.
    pub on_light: String,
    /// The main colour in the dark theme; empty takes the nearest that can be read. Field `dark`.
    pub dark: String,
    /// On it, as above. Field `on-dark`.
    pub on_dark: String,
    /// Another logo. Field `logo`.
    pub logo: Option<Vec<u8>>,
    /// No logo any more. Field `no-logo`.
    pub no_logo: bool,
}

impl BrandForm {
    /// The form of a look.
    #[must_use]
    pub fn of(brand: &Brand) -> Self {
        let colours = brand.colours.clone();
        let get = |part: fn(&Colours) -> &String| colours.as_ref().map(part).cloned().unwrap_or_default();
        Self {
            light: get(|it| &it.light),
            on_light: get(|it| &it.on_light),
            dark: get(|it| &it.dark),
            on_dark: get(|it| &it.on_dark),
            logo: None,
            no_logo: false,
        }
    }

    /// The colours, where any was chosen; what was left empty is filled in.
    ///
    /// # Errors
    /// Field and key of every colour that is none or cannot be read.
    pub fn colours(&self) -> Result<Option<Colours>> {
        let mut faults = Faults::default();
        let colours = self.read(&mut faults);
        faults.check()?;
        Ok(colours)
    }

    fn read(&self, faults: &mut Faults) -> Option<Colours> {
        let mut parse = |field: &str, hex: &str| match hex.trim() {
            "" => None,
            hex => Colour::parse(hex).or_else(|| {
                faults.add(field, "invalid-colour");
                None
            }),
        };
        let light = parse("light", &self.light);
        let (on_light, dark) = (parse("on-light", &self.on_light), parse("dark", &self.dark));
        let on_dark = parse("on-dark", &self.on_dark);
        let others = [on_light, dark, on_dark].iter().any(Option::is_some);
        let Some(light) = light else {
            if others && self.light.trim().is_empty() {
                faults.add("light", "invalid-required");
            }
            return None;
        };
        let usual = |ground: Colour| {
            let ends = ["#ffffff", "#06262d"].into_iter().filter_map(Colour::parse);
            ends.max_by(|a, b| a.contrast(ground).total_cmp(&b.contrast(ground))).map(|it| it.readable_on(ground))
        };
        if light.faint_in(Shade::Light).is_some() {
            faults.add("light", "invalid-contrast");
        }
        let dark_main = dark.unwrap_or_else(|| light.fitting(Shade::Dark));
        if dark_main.faint_in(Shade::Dark).is_some() {
            faults.add("dark", "invalid-contrast");
        }
        let on_light = on_light.or_else(|| usual(light))?;
        if on_light.faint_on(light).is_some() {
            faults.add("on-light", "invalid-contrast");
        }
        let on_dark = on_dark.or_else(|| usual(dark_main))?;
        if on_dark.faint_on(dark_main).is_some() {
            faults.add("on-dark", "invalid-contrast");
        }
        Some(Colours { light: light.hex(), on_light: on_light.hex(), dark: dark_main.hex(), on_dark: on_dark.hex() })
    }
}

/// What a picture is by its bytes: its media type and its size in points. Nothing for all else.
#[must_use]
pub fn picture(bytes: &[u8]) -> Option<(&'static str, u32, u32)> {
    png(bytes).or_else(|| jpeg(bytes)).or_else(|| webp(bytes))
}

fn be16(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?)))
}

fn png(bytes: &[u8]) -> Option<(&'static str, u32, u32)> {
    let head = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    let size = |at: usize| Some(u32::from_be_bytes(head.get(at..at + 4)?.try_into().ok()?));
    (head.get(4..8)? == b"IHDR").then_some(())?;
    Some(("image/png", size(8)?, size(12)?))
}

/// Walks the segments up to the one that says how large the picture is.
fn jpeg(bytes: &[u8]) -> Option<(&'static str, u32, u32)> {
    bytes.starts_with(b"\xff\xd8\xff").then_some(())?;
    let mut at = 2;
    loop {
        (*bytes.get(at)? == 0xff).then_some(())?;
        let marker = *bytes.get(at + 1)?;
        match marker {
            0xff => at += 1,
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                return Some(("image/jpeg", be16(bytes, at + 7)?, be16(bytes, at + 5)?));
            }
            0xd8..=0xda => return None,
            _ => at += 2 + usize::try_from(be16(bytes, at + 2)?).ok()?.max(2),
        }
    }
}

fn webp(bytes: &[u8]) -> Option<(&'static str, u32, u32)> {
    (bytes.starts_with(b"RIFF") && bytes.get(8..12)? == b"WEBP").then_some(())?;
    let le = |at: usize, many: usize| {
        let part = bytes.get(at..at + many)?;
        Some(part.iter().rev().fold(0_u32, |sum, byte| (sum << 8) | u32::from(*byte)))
    };
    let (width, height) = match bytes.get(12..16)? {
        b"VP8X" => (le(24, 3)? + 1, le(27, 3)? + 1),
        b"VP8 " => (le(26, 2)? & 0x3fff, le(28, 2)? & 0x3fff),
        b"VP8L" => {
            let bits = le(21, 4)?;
            ((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1)
        }
        _ => return None,
    };
    Some(("image/webp", width, height))
}

impl App {
    /// Changes the look. The logo that was there before goes.
    ///
    /// # Errors
    /// Every fault of the form, a denial, or a conflict with another change.
    pub async fn change_brand(&self, who: &Who, expected: i64, form: BrandForm) -> Result<i64> {
        let fresh = (self.ports.id::<ContentId>(), self.ports.bytes::<16>());
        self.edit(who, Permit::Administrator, (expected, form, fresh), |tx, edit, (expected, form, fresh)| {
            Box::pin(async move {
                let own = edit.directory.organisation.as_ref().ok_or(AppError::NotFound("organisation"))?;
                let before = edit.directory.brand.as_ref().map(|found| found.value.clone()).unwrap_or_default();
                let mut faults = Faults::default();
                let colours = form.read(&mut faults);
                let new = form.logo.as_deref().map(|bytes| (bytes, looked_at(bytes, &mut faults)));
                faults.check()?;
                let logo = match new {
                    Some((bytes, Some(found))) => {
                        let logo = keep(tx, edit, (fresh.0, fresh.1, own.value.id.0), bytes, found).await?;
                        forget(tx, edit, before.logo.as_ref()).await?;
                        Some(logo)
                    }
                    _ if form.no_logo => {
                        forget(tx, edit, before.logo.as_ref()).await?;
                        None
                    }
                    _ => before.logo,
                };
                let brand = Brand { colours, logo };
                Ok(edit.save(tx, (kind::BRAND, own.value.id.0), Some(OWN), &brand, *expected).await?)
            })
        })
        .await
    }

    /// The logo with a hash: its media type and bytes. Only the one in use is served.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for any other, or what the store says.
    pub async fn logo(&self, digest: &str) -> Result<(String, Vec<u8>)> {
        let directory = self.directory().await?;
        let logo = directory.brand.as_ref().and_then(|found| found.value.logo.as_ref());
        let logo = logo.filter(|logo| logo.digest == digest).ok_or(AppError::NotFound("logo"))?;
        let mut tx = self.store.begin_read().await?;
        let bytes = content::bytes(&mut tx, logo.content.0).await?.ok_or(AppError::NotFound("logo"))?;
        Ok((logo.media_type.clone(), bytes))
    }
}

fn looked_at(bytes: &[u8], faults: &mut Faults) -> Option<(&'static str, u32, u32)> {
    if bytes.len() > LARGEST {
        faults.add("logo", "invalid-logo-large");
        return None;
    }
    let found = picture(bytes).filter(|(_, width, height)| {
        let fits = |side: u32| (1..=LONGEST_SIDE).contains(&side);
        fits(*width) && fits(*height)
    });
    if found.is_none() {
        faults.add("logo", "invalid-logo");
    }
    found
}

async fn keep(
    tx: &mut Tx,
    edit: &Edit,
    (id, salt, organisation): (ContentId, [u8; 16], uuid::Uuid),
    bytes: &[u8],
    (media_type, width, height): (&'static str, u32, u32),
) -> Result<Logo> {
    let new = NewContent {
        id: id.0,
        kind: "logo".into(),
        media_type: media_type.into(),
        file_name: None,
        salt,
        subject_kind: kind::ORGANISATION.into(),
        subject_id: organisation,
        bytes: bytes.into(),
    };
    content::put(tx, &new, edit.now).await?;
    let digest = hex(&Sha256::digest(bytes)[..16]);
    Ok(Logo { content: id, digest, media_type: media_type.to_owned(), width, height })
}

async fn forget(tx: &mut Tx, edit: &Edit, logo: Option<&Logo>) -> Result<()> {
    if let Some(logo) = logo {
        content::erase(tx, logo.content.0, "replaced", edit.now).await?;
    }
    Ok(())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at once")]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_what_its_bytes_are() {
        let png = [&b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR"[..], &[0, 0, 1, 0x2c, 0, 0, 0, 0x64, 8, 6, 0, 0, 0]].concat();
        assert_eq!(picture(&png), Some(("image/png", 300, 100)));
        let jpeg = [&b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08"[..], &[0, 100, 1, 0x2c, 3]].concat();
        assert_eq!(picture(&jpeg), Some(("image/jpeg", 300, 100)));
        let mut webp = b"RIFF\x20\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0".to_vec();
        webp.extend([0x2b, 1, 0, 99, 0, 0]);
        assert_eq!(picture(&webp), Some(("image/webp", 300, 100)));
        for bad in [&b"<svg onload=alert(1)>"[..], b"\x89PNG", b"\xff\xd8\xff", b"GIF89a", b"", b"RIFF0000WEBPVP8 "] {
            assert_eq!(picture(bad), None);
        }
    }

    #[test]
    fn what_is_left_empty_is_filled_in_with_what_can_be_read() {
        let form = BrandForm { light: "#0b5563".to_owned(), ..BrandForm::default() };
        let colours = form.colours().unwrap().unwrap();
        assert_eq!((colours.light.as_str(), colours.on_light.as_str()), ("#0b5563", "#ffffff"));
        assert!(colours.palettes().is_some());
        let dark = Colour::parse(&colours.dark).unwrap();
        assert_eq!(dark.faint_in(Shade::Dark), None);
        assert_eq!(BrandForm::default().colours().unwrap(), None);
    }

    #[test]
    fn what_cannot_be_read_is_refused_at_its_field() {
        let form = BrandForm {
            light: "#ffcc00".to_owned(),
            on_light: "#ffffff".to_owned(),
            dark: "#000080".to_owned(),
            ..BrandForm::default()
        };
        let Err(AppError::Invalid(faults)) = form.colours() else { panic!("yellow on white") };
        let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(fields, ["light", "dark", "on-light"]);
        let form = BrandForm { light: "geel".to_owned(), ..BrandForm::default() };
        assert!(form.colours().is_err());
    }
}
