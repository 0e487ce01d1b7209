//! Drawings: read and written without loss, drawn without overlap of what is data and what is markup.

use mechproof::draw::{Area, Axis, Curve, Drawing, Mark, from_json, svg, to_json};
use mechproof_core::exact::Rational;

fn rational(text: &str) -> Rational {
    Rational::parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"))
}

fn triangle() -> Drawing {
    let axis = |label: &str| Axis { label: label.to_owned(), from: rational("0"), to: rational("3/2") };
    let points = [["0", "0"], ["3/2", "0"], ["1/3", "1"]];
    let points: Vec<_> = points.iter().map(|[x, y]| [rational(x), rational(y)]).collect();
    Drawing {
        caption: "surplus <b> & \"quotes\"".to_owned(),
        across: axis("buyer's surplus"),
        up: axis("third party's <profit>"),
        areas: vec![Area { label: "attainable".to_owned(), outlines: vec![points.clone()] }],
        curves: vec![Curve { label: "first best".to_owned(), lines: vec![points.clone()], dashed: true }],
        marks: vec![Mark { label: "no information".to_owned(), at: points[2].clone() }],
    }
}

#[test]
fn a_drawing_survives_json() {
    assert_eq!(from_json(&to_json(&triangle())), Some(triangle()));
}

#[test]
fn what_is_not_a_drawing_is_refused() {
    for (key, value) in [
        ("caption", serde_json::json!(1)),
        ("across", serde_json::json!({"label": "x", "from": "1", "to": "1"})),
        ("up", serde_json::json!({"label": "x", "from": "0", "to": "1/0"})),
        ("areas", serde_json::json!([{"label": "a", "outlines": [[["0"]]]}])),
        ("curves", serde_json::json!([{"label": "a", "lines": []}])),
        ("marks", serde_json::json!([{"label": "a", "at": ["0", 1]}])),
    ] {
        let mut json = to_json(&triangle());
        json[key] = value;
        assert_eq!(from_json(&json), None, "{key}");
    }
}

#[test]
fn the_svg_has_exact_pixels_and_escaped_text() {
    let text = svg(&triangle()).into_string();
    // (1/3, 1) of [0, 3/2]^2 on a plane of 420 by 320 pixels at (56, 20).
    assert!(text.contains("149.33,126.66"), "{text}");
    assert!(text.contains("surplus &lt;b&gt; &amp; &quot;quotes&quot;"), "{text}");
    assert!(text.contains("third party's &lt;profit&gt;"), "{text}");
    assert_eq!(text, svg(&triangle()).into_string());
}
