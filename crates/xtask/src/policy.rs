//! What a browser may load and do here: one policy, told three ways.
//!
//! The server sends it as headers, the build writes it into `dist/_headers` for hosts that read
//! that file, and `index.html` carries it as a meta tag for hosts that send no headers at all.

/// The Content-Security-Policy of the app: everything from its own origin, nothing inline, no
/// frames around it.
///
/// `'wasm-unsafe-eval'` permits compiling WebAssembly and nothing else of `eval`.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; \
    script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; \
    media-src blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
    worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Every header that goes with every answer.
///
/// `no-cache` lets a browser keep a file but makes it ask each time, so that the page, the worker
/// and the wasm always belong to the same build.
pub const HEADERS: [(&str, &str); 7] = [
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Referrer-Policy", "no-referrer"),
    (
        "Permissions-Policy",
        "microphone=(self), camera=(), geolocation=(), display-capture=(), payment=(), usb=(), \
         serial=(), hid=(), midi=(), accelerometer=(), gyroscope=(), magnetometer=()",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "no-cache"),
];

/// The policy as a meta tag can carry it: browsers ignore `frame-ancestors` there.
pub fn meta_policy() -> String {
    let directives: Vec<&str> = CONTENT_SECURITY_POLICY
        .split("; ")
        .filter(|directive| !directive.starts_with("frame-ancestors"))
        .collect();
    directives.join("; ")
}

/// The headers as a `_headers` file, the notation that Netlify and Cloudflare Pages read.
pub fn headers_file() -> String {
    let mut file = String::from("/*\n");
    for (name, value) in HEADERS {
        file.push_str(&format!("  {name}: {value}\n"));
    }
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_allows_nothing_inline() {
        assert!(!CONTENT_SECURITY_POLICY.contains("unsafe-inline"));
        assert!(!CONTENT_SECURITY_POLICY.contains("'unsafe-eval'"));
        assert!(!CONTENT_SECURITY_POLICY.contains("  "));
        assert!(!CONTENT_SECURITY_POLICY.contains("http"));
    }

    #[test]
    fn the_meta_policy_lacks_only_frame_ancestors() {
        assert_eq!(
            format!("{}; frame-ancestors 'none'", meta_policy()),
            CONTENT_SECURITY_POLICY
        );
    }

    #[test]
    fn index_html_carries_the_policy() {
        let index = include_str!("../../../index.html");
        assert!(index.contains(&format!("content=\"{}\"", meta_policy())));
    }

    #[test]
    fn every_header_is_in_the_headers_file() {
        let file = headers_file();
        for (name, value) in HEADERS {
            assert!(file.contains(&format!("\n  {name}: {value}\n")));
        }
    }
}
