//! A clock that is moved.

/// A script that lets a page's clock show this moment, in UTC, when the page opens, and go on from
/// there.
pub fn clock_at(utc: &str) -> String {
    shifted(&format!("Plain.parse('{utc}') - Plain.now()"))
}

/// A script that lets a page's clock be wrong by so many milliseconds, an expression in which `Plain`
/// is the right clock.
pub(crate) fn shifted(shift: &str) -> String {
    format!(
        "(() => {{
            const Plain = Date;
            const shift = {shift};
            window.Date = class Date extends Plain {{
                constructor(...given) {{
                    if (given.length === 0) super(Plain.now() + shift); else super(...given);
                }}
                static now() {{ return Plain.now() + shift; }}
            }};
        }})();"
    )
}
