//! The organisation's look on the customer's pages: a logo and a main colour for each theme, with the colour that stands on
//! it. Nothing is taken that cannot be read: the contrast is computed by the formula of WCAG 2 and the nearest colour that
//! does is named.

use serde::{Deserialize, Serialize};

use crate::ids::ContentId;

/// What text needs against its ground (WCAG 1.4.3).
pub const TEXT: f64 = 4.5;
/// What signs and edges need against theirs (WCAG 1.4.11).
pub const GRAPHICS: f64 = 3.0;

/// A colour of which the parts are 0 to 255.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    red: u8,
    green: u8,
    blue: u8,
}

const WHITE: Colour = Colour::of(0xff, 0xff, 0xff);
const BLACK: Colour = Colour::of(0, 0, 0);

/// A theme of the pages, with what the main colour stands on in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shade {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Shade {
    /// The grounds on which the main colour is text: the page and its cards.
    const fn text_grounds(self) -> [Colour; 2] {
        match self {
            Self::Light => [Colour::of(0xf6, 0xf4, 0xef), WHITE],
            Self::Dark => [Colour::of(0x15, 0x25, 0x2a), Colour::of(0x0e, 0x1a, 0x1d)],
        }
    }

    /// The grounds on which it is a sign or an edge: sunken parts.
    const fn graphic_grounds(self) -> [Colour; 1] {
        match self {
            Self::Light => [Colour::of(0xef, 0xec, 0xe4)],
            Self::Dark => [Colour::of(0x12, 0x20, 0x24)],
        }
    }

    /// The ground of cards.
    const fn surface(self) -> Colour {
        match self {
            Self::Light => WHITE,
            Self::Dark => Colour::of(0x15, 0x25, 0x2a),
        }
    }

    /// Where a colour goes that cannot be read yet.
    const fn end(self) -> Colour {
        match self {
            Self::Light => BLACK,
            Self::Dark => WHITE,
        }
    }
}

/// Too little contrast: how much there is, how much is needed, and the nearest colour that has it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Faint {
    /// What it is, 1 to 21.
    pub found: f64,
    /// What is needed.
    pub needed: f64,
    /// The nearest colour that has it.
    pub nearest: Colour,
}

impl Colour {
    const fn of(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// Reads `#rrggbb`.
    #[must_use]
    pub fn parse(hex: &str) -> Option<Self> {
        let digits = hex.strip_prefix('#')?;
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        Some(Self { red: part(0)?, green: part(2)?, blue: part(4)? })
    }

    /// `#rrggbb`
    #[must_use]
    pub fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }

    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }

    /// The contrast with another colour, 1 to 21.
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// A part of the way to another colour, in 255ths.
    #[must_use]
    pub fn towards(self, other: Self, steps: i32) -> Self {
        let mix = |from: u8, to: u8| {
            let mixed = i32::from(from) + (i32::from(to) - i32::from(from)) * steps / 255;
            u8::try_from(mixed.clamp(0, 255)).unwrap_or(from)
        };
        Self { red: mix(self.red, other.red), green: mix(self.green, other.green), blue: mix(self.blue, other.blue) }
    }

    /// The contrast that is least enough as a main colour in a theme, and what is needed there; nothing where all is well.
    fn short(self, shade: Shade) -> Option<(f64, f64)> {
        let texts = shade.text_grounds().map(|ground| (self.contrast(ground), TEXT));
        let signs = shade.graphic_grounds().map(|ground| (self.contrast(ground), GRAPHICS));
        let short = texts.into_iter().chain(signs).filter(|(found, needed)| found < needed);
        short.min_by(|a, b| (a.0 / a.1).total_cmp(&(b.0 / b.1)))
    }

    /// What is wrong with it as the main colour of a theme.
    #[must_use]
    pub fn faint_in(self, shade: Shade) -> Option<Faint> {
        let (found, needed) = self.short(shade)?;
        Some(Faint { found, needed, nearest: self.fitting(shade) })
    }

    /// The nearest colour that can be the main colour of a theme: itself, where it can.
    #[must_use]
    pub fn fitting(self, shade: Shade) -> Self {
        let end = shade.end();
        (0..=255).map(|steps| self.towards(end, steps)).find(|tried| tried.short(shade).is_none()).unwrap_or(end)
    }

    /// What is wrong with it as text on a colour.
    #[must_use]
    pub fn faint_on(self, ground: Self) -> Option<Faint> {
        let found = self.contrast(ground);
        (found < TEXT).then(|| Faint { found, needed: TEXT, nearest: self.readable_on(ground) })
    }

    /// The nearest colour that can be read on another: itself, where it can.
    #[must_use]
    pub fn readable_on(self, ground: Self) -> Self {
        let nearest = (0..=255).find_map(|steps| {
            let tries = [BLACK, WHITE].map(|end| self.towards(end, steps));
            tries.into_iter().find(|tried| tried.contrast(ground) >= TEXT)
        });
        nearest.unwrap_or(if WHITE.contrast(ground) > BLACK.contrast(ground) { WHITE } else { BLACK })
    }
}

/// The look.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brand {
    /// The main colours; without them those of the program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colours: Option<Colours>,
    /// The logo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<Logo>,
}

/// The main colour in each theme and what stands on it, each as `#rrggbb`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colours {
    /// In the light theme.
    pub light: String,
    /// On it.
    pub on_light: String,
    /// In the dark theme.
    pub dark: String,
    /// On it.
    pub on_dark: String,
}

/// A logo as it is served: a picture of points, never a drawing that could hold a script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logo {
    /// Its bytes.
    pub content: ContentId,
    /// The hash of the bytes in hexadecimal: its address, which changes with it.
    pub digest: String,
    /// `image/png`, `image/jpeg` or `image/webp`.
    pub media_type: String,
    /// In points.
    pub width: u32,
    /// In points.
    pub height: u32,
}

/// What the pages draw with: the main colour of a theme and those made from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    /// The main colour.
    pub main: Colour,
    /// On it.
    pub on: Colour,
    /// Under the pointer.
    pub hover: Colour,
    /// A soft ground, on which the main colour can be read.
    pub soft: Colour,
}

impl Palette {
    /// The palette of a theme.
    #[must_use]
    pub fn new(main: Colour, on: Colour, shade: Shade) -> Self {
        let surface = shade.surface();
        let soft = (200..=255).map(|steps| main.towards(surface, steps)).find(|soft| main.contrast(*soft) >= TEXT);
        let hover = [60, 40, 20].map(|steps| main.towards(shade.end(), steps));
        let hover = hover.into_iter().find(|tried| on.contrast(*tried) >= TEXT).unwrap_or(main);
        Self { main, on, hover, soft: soft.unwrap_or(surface) }
    }
}

impl Colours {
    /// The palettes of the light and the dark theme; nothing when what is stored is no colour.
    #[must_use]
    pub fn palettes(&self) -> Option<(Palette, Palette)> {
        let all = [&self.light, &self.on_light, &self.dark, &self.on_dark].map(|hex| Colour::parse(hex));
        let [Some(light), Some(on_light), Some(dark), Some(on_dark)] = all else { return None };
        Some((Palette::new(light, on_light, Shade::Light), Palette::new(dark, on_dark, Shade::Dark)))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at once")]
mod tests {
    use super::*;

    fn colour(hex: &str) -> Colour {
        Colour::parse(hex).unwrap()
    }

    const ALL: [&str; 8] = ["#ffff00", "#000000", "#ffffff", "#ff0000", "#0b5563", "#808080", "#00ff80", "#767676"];

    #[test]
    fn the_contrast_is_that_of_the_formula() {
        assert!((colour("#000000").contrast(WHITE) - 21.0).abs() < 0.001);
        assert!((colour("#767676").contrast(WHITE) - 4.54).abs() < 0.01);
        assert!((colour("#777777").contrast(WHITE) - 4.48).abs() < 0.01);
        assert!((colour("#ff0000").contrast(WHITE) - 4.0).abs() < 0.01);
    }

    #[test]
    fn what_is_proposed_can_be_read_and_is_the_nearest_of_its_kind() {
        for hex in ALL {
            for shade in [Shade::Light, Shade::Dark] {
                let fits = colour(hex).fitting(shade);
                assert_eq!(fits.faint_in(shade), None, "{hex}");
                assert_eq!(colour(hex).faint_in(shade).is_none(), fits == colour(hex), "{hex}");
                for ground in ALL {
                    assert!(colour(hex).readable_on(colour(ground)).contrast(colour(ground)) >= TEXT);
                }
            }
        }
        let faint = colour("#ff8800").faint_in(Shade::Light).unwrap();
        assert!(faint.found < 3.0 && (faint.needed - TEXT).abs() < f64::EPSILON, "{faint:?}");
        assert_eq!(colour("#0b5563").faint_in(Shade::Light), None);
    }

    #[test]
    fn all_that_is_made_from_a_colour_can_be_read_too() {
        for hex in ALL {
            for shade in [Shade::Light, Shade::Dark] {
                let main = colour(hex).fitting(shade);
                let palette = Palette::new(main, WHITE.readable_on(main), shade);
                assert!(palette.on.contrast(palette.main) >= TEXT && palette.on.contrast(palette.hover) >= TEXT);
                assert!(palette.main.contrast(palette.soft) >= TEXT, "{hex} {palette:?}");
            }
        }
    }

    #[test]
    fn nothing_but_a_colour_gets_through() {
        for bad in ["0b5563", "#0b556", "#0b55é3", "#red}{}", "#+12345", "", "url(x)"] {
            assert_eq!(Colour::parse(bad), None, "{bad}");
        }
        assert_eq!(colour("#0B5563").hex(), "#0b5563");
    }
}
