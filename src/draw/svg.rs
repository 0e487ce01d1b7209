//! A drawing as SVG that works on paper and on screens, light and dark.
//!
//! Colours are classes `shade-0` to `shade-7`, which stand in the SVG's own style; each area also has a number in the
//! legend, so that nothing is told by colour alone.

use maud::{Markup, PreEscaped, html};
use mechproof_core::exact::Rational;

use super::{Area, Drawing, Point};

/// Width of the plane, in pixels.
const WIDTH: u32 = 420;
/// Height of the plane, in pixels.
const HEIGHT: u32 = 320;
/// Left and lower margin, for the axes.
const MARGIN: u32 = 56;
/// Upper and right margin.
const RIM: u32 = 20;
/// Height of a line of the legend.
const LINE: u32 = 20;
/// How many colours there are.
const SHADES: usize = 8;
/// Most characters in a line of the legend.
const CHARACTERS: usize = 58;

const STYLE: &str = ".drawing text{font:12px system-ui,sans-serif;fill:currentColor}\
.drawing .axis{stroke:currentColor;stroke-width:1;fill:none}\
.drawing .curve{stroke:currentColor;stroke-width:1.6;fill:none}.drawing .dashed{stroke-dasharray:5 4}\
.drawing .mark{fill:currentColor}.drawing .area{stroke:currentColor;stroke-width:.6;fill-opacity:.55}\
.shade-0{fill:#7fb3d5}.shade-1{fill:#f0b27a}.shade-2{fill:#82c99d}.shade-3{fill:#d98880}\
.shade-4{fill:#bb9fd6}.shade-5{fill:#e6d06a}.shade-6{fill:#9aa5b1}.shade-7{fill:#76d7c4}";

/// The SVG element.
pub fn svg(drawing: &Drawing) -> Markup {
    let entries: usize = legend_entries(drawing).map(|entry| lines(entry.2).len()).sum();
    let foot = MARGIN + LINE * u32::try_from(entries).unwrap_or(u32::MAX / LINE - MARGIN);
    let (width, height) = (MARGIN + WIDTH + RIM, RIM + HEIGHT + foot);
    let plane = Plane { drawing };
    html! {
        svg.drawing xmlns="http://www.w3.org/2000/svg" role="img" aria-label=(drawing.caption)
            viewBox={ "0 0 " (width) " " (height) } width=(width) height=(height) {
            title { (drawing.caption) }
            style { (PreEscaped(STYLE)) }
            @for (number, area) in drawing.areas.iter().enumerate() {
                @for outline in &area.outlines {
                    polygon.area.{ "shade-" (number % SHADES) } points=(plane.points(outline)) {}
                }
            }
            @for (number, area) in drawing.areas.iter().enumerate() {
                @if let Some(middle) = middle(area) {
                    @let (x, y) = plane.pixel(&middle);
                    text x=(x) y=(y) dy="4" text-anchor="middle" { (number + 1) }
                }
            }
            @for curve in &drawing.curves {
                @for line in &curve.lines {
                    polyline.curve.dashed[curve.dashed] points=(plane.points(line)) {}
                }
            }
            @for mark in &drawing.marks {
                @let (x, y) = plane.pixel(&mark.at);
                circle.mark cx=(x) cy=(y) r="3" {}
                text x=(x) y=(y) dx="6" dy="-6" { (mark.label) }
            }
            (axes(drawing))
            (legend(drawing))
        }
    }
}

fn axes(drawing: &Drawing) -> Markup {
    let (left, bottom, right) = (MARGIN, RIM + HEIGHT, MARGIN + WIDTH);
    html! {
        path.axis d={ "M " (left) " " (RIM) " V " (bottom) " H " (right) } {}
        text x=(left) y=(bottom + 16) text-anchor="middle" { (drawing.across.from) }
        text x=(right) y=(bottom + 16) text-anchor="middle" { (drawing.across.to) }
        text x=(left + WIDTH / 2) y=(bottom + 32) text-anchor="middle" { (drawing.across.label) }
        text x=(left - 6) y=(bottom) text-anchor="end" { (drawing.up.from) }
        text x=(left - 6) y=(RIM + 10) text-anchor="end" { (drawing.up.to) }
        text x="14" y=(RIM + HEIGHT / 2) text-anchor="middle"
            transform={ "rotate(-90 14 " (RIM + HEIGHT / 2) ")" } { (drawing.up.label) }
    }
}

fn legend(drawing: &Drawing) -> Markup {
    let mut y = RIM + HEIGHT + MARGIN - 4;
    let mut entries = Vec::new();
    for (shade, dashed, label) in legend_entries(drawing) {
        let lines = lines(label);
        let height = LINE * u32::try_from(lines.len()).unwrap_or(1);
        entries.push((y, shade, dashed, lines));
        y += height;
    }
    html! {
        @for (y, shade, dashed, lines) in entries {
            @match shade {
                Some(number) => {
                    rect.area.{ "shade-" (number % SHADES) } x=(MARGIN) y=(y - 11) width="22" height="14" {}
                    text x=(MARGIN + 11) y=(y) text-anchor="middle" { (number + 1) }
                },
                None => path.curve.dashed[dashed] d={ "M " (MARGIN) " " (y - 4) " h 22" } {},
            }
            @for (place, line) in (0_u32..).zip(lines) {
                text x=(MARGIN + 30) y=(y + place * LINE) { (line) }
            }
        }
    }
}

/// What stands in the legend: the number of an area, or nothing for a line; whether it is dashed; the label.
fn legend_entries(drawing: &Drawing) -> impl Iterator<Item = (Option<usize>, bool, &str)> {
    let areas = drawing.areas.iter().enumerate();
    let areas = areas.map(|(number, area)| (Some(number), false, area.label.as_str()));
    let curves = drawing.curves.iter().filter(|curve| !curve.label.is_empty());
    areas.chain(curves.map(|curve| (None, curve.dashed, curve.label.as_str())))
}

/// A label in lines that fit, broken at spaces.
fn lines(label: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in label.split(' ') {
        let Some(line) = lines.last_mut() else { break };
        if line.is_empty() {
            line.push_str(word);
        } else if line.chars().count() + 1 + word.chars().count() <= CHARACTERS {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

/// Where the number of an area stands: in the middle of its largest polygon's mass.
fn middle(area: &Area) -> Option<Point> {
    let (mut mass, mut place) = (Rational::zero(), None);
    for outline in &area.outlines {
        let (mut twice, mut x, mut y) = (Rational::zero(), Rational::zero(), Rational::zero());
        for (from, to) in outline.iter().zip(outline.iter().cycle().skip(1)) {
            let turn = &from[0] * &to[1] - &to[0] * &from[1];
            x = x + (&from[0] + &to[0]) * &turn;
            y = y + (&from[1] + &to[1]) * &turn;
            twice = twice + turn;
        }
        let three = &twice * &Rational::from(3);
        if let (Some(x), Some(y), true) = (x.checked_div(&three), y.checked_div(&three), twice.abs() > mass) {
            (mass, place) = (twice.abs(), Some([x, y]));
        }
    }
    place
}

/// Turns exact points into pixels.
struct Plane<'a> {
    drawing: &'a Drawing,
}

impl Plane<'_> {
    fn points(&self, points: &[Point]) -> String {
        let pixels = points.iter().map(|point| {
            let (x, y) = self.pixel(point);
            format!("{x},{y}")
        });
        pixels.collect::<Vec<_>>().join(" ")
    }

    fn pixel(&self, [x, y]: &Point) -> (String, String) {
        let share = |value: &Rational, from: &Rational, to: &Rational| {
            // An axis of no length is refused when a drawing is read; here it would collapse to its end.
            (value - from).checked_div(&(to - from)).unwrap_or_else(Rational::zero)
        };
        let (across, up) = (&self.drawing.across, &self.drawing.up);
        let x = share(x, &across.from, &across.to) * Rational::from(i64::from(WIDTH))
            + Rational::from(i64::from(MARGIN));
        let y = Rational::from(i64::from(RIM + HEIGHT))
            - share(y, &up.from, &up.to) * Rational::from(i64::from(HEIGHT));
        (hundredths(&x), hundredths(&y))
    }
}

/// A number cut to hundredths, in decimals.
fn hundredths(value: &Rational) -> String {
    let scaled = value.abs() * Rational::from(100);
    let whole = (scaled.numerator().to_bigint() / scaled.denominator().to_bigint()).to_string();
    let padded = format!("{whole:0>3}");
    let (units, cents) = padded.split_at(padded.len() - 2);
    let sign = if value.is_negative() && whole != "0" { "-" } else { "" };
    let cents = cents.trim_end_matches('0');
    if cents.is_empty() { format!("{sign}{units}") } else { format!("{sign}{units}.{cents}") }
}

#[cfg(test)]
mod tests {
    use super::hundredths;
    use mechproof_core::exact::Rational;

    #[test]
    fn pixels_are_cut_not_rounded() {
        for (value, shown) in [
            ("0", "0"),
            ("1/3", "0.33"),
            ("-1/3", "-0.33"),
            ("-1/1000", "0"),
            ("12", "12"),
            ("2/25", "0.08"),
            ("999/10", "99.9"),
        ] {
            assert_eq!(hundredths(&Rational::parse(value).unwrap()), shown, "{value}");
        }
    }
}
