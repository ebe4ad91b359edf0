//! The organisation's colour on the customer's pages: a small style sheet whose contrast is always good enough.

/// A colour of which the parts are 0 to 255.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    red: u8,
    green: u8,
    blue: u8,
}

/// What text needs against its ground (WCAG 1.4.3).
const TEXT: f64 = 4.5;
const LIGHT_GROUND: Colour = Colour { red: 0xf6, green: 0xf4, blue: 0xef };
const DARK_GROUND: Colour = Colour { red: 0x15, green: 0x25, blue: 0x2a };
const WHITE: Colour = Colour { red: 255, green: 255, blue: 255 };
const INK: Colour = Colour { red: 0x06, green: 0x26, blue: 0x2d };

impl Colour {
    /// Reads `#rrggbb`.
    pub fn parse(hex: &str) -> Option<Colour> {
        let digits = hex.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
        let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        Some(Colour { red: part(0)?, green: part(2)?, blue: part(4)? })
    }

    /// `#rrggbb`
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
    pub fn contrast(self, other: Colour) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// A step of a fiftieth towards another colour.
    fn towards(self, other: Colour, steps: i32) -> Colour {
        let mix = |from: u8, to: u8| {
            let mixed = i32::from(from) + (i32::from(to) - i32::from(from)) * steps / 50;
            u8::try_from(mixed.clamp(0, 255)).unwrap_or(from)
        };
        Colour { red: mix(self.red, other.red), green: mix(self.green, other.green), blue: mix(self.blue, other.blue) }
    }

    /// This colour, moved towards `end` just far enough to be read on `ground`.
    fn readable(self, ground: Colour, end: Colour) -> Colour {
        let tries = (0..=50).map(|steps| self.towards(end, steps));
        tries.into_iter().find(|colour| colour.contrast(ground) >= TEXT).unwrap_or(end)
    }
}

/// The style sheet for a colour, served from an address of its own because nothing may stand inline.
pub fn sheet(colour: Colour) -> String {
    let black = Colour { red: 0, green: 0, blue: 0 };
    let light = colour.readable(LIGHT_GROUND, black);
    let dark = colour.readable(DARK_GROUND, WHITE);
    let on = |ground: Colour| if WHITE.contrast(ground) >= TEXT { WHITE } else { INK };
    let pair =
        |name: &str, light: Colour, dark: Colour| format!("--{name}:light-dark({},{});", light.hex(), dark.hex());
    format!(
        "@layer utilities{{.customer{{{}{}{}{}}}}}\n",
        pair("brand", light, dark),
        pair("brand-ink", on(light), on(dark)),
        pair("brand-hover", light.towards(black, 12), dark.towards(WHITE, 15)),
        pair("brand-soft", light.towards(WHITE, 45), dark.towards(DARK_GROUND, 40)),
    )
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn any_colour_gives_text_that_can_be_read() {
        for hex in ["#ffff00", "#000000", "#ffffff", "#ff0000", "#0b5563", "#808080", "#00ff80"] {
            let colour = Colour::parse(hex).unwrap();
            let light = colour.readable(LIGHT_GROUND, Colour::parse("#000000").unwrap());
            let dark = colour.readable(DARK_GROUND, WHITE);
            assert!(light.contrast(LIGHT_GROUND) >= TEXT && dark.contrast(DARK_GROUND) >= TEXT, "{hex}");
            for ground in [light, dark] {
                assert!(WHITE.contrast(ground).max(INK.contrast(ground)) >= TEXT, "{hex}");
            }
            assert!(sheet(colour).starts_with("@layer utilities{.customer{--brand:light-dark(#"));
        }
    }

    #[test]
    fn nothing_but_a_colour_gets_through() {
        for bad in ["0b5563", "#0b556", "#0b55é3", "#red}{}", "#+12345", ""] {
            assert!(Colour::parse(bad).is_none_or(|colour| colour.hex().len() == 7), "{bad}");
        }
        assert_eq!(Colour::parse("url(x)"), None);
    }
}
