//! The table of formats: one line here and one module is all that a new format takes.

/// Declares an enum of formats with their names and renderers. A renderer takes the report, the style and a writer
/// for its destination.
macro_rules! formats {
    ($(#[$doc:meta])* $name:ident renders $report:ty;
     $($(#[$variant_doc:meta])* $variant:ident = $text:literal => $render:path,)*) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl $name {
            /// The format with this name, as users type it.
            pub fn from_name(name: &str) -> Option<$name> {
                match name {
                    $($text => Some($name::$variant),)*
                    _ => None,
                }
            }

            /// Every name, the default first.
            pub fn names() -> &'static [&'static str] {
                &[$($text),*]
            }

            /// The name, as users type it.
            pub fn name(self) -> &'static str {
                match self {
                    $($name::$variant => $text,)*
                }
            }

            fn render(
                self,
                report: &$report,
                style: &$crate::Style,
                out: &mut $crate::shown::Output<'_>,
            ) -> std::io::Result<()> {
                match self {
                    $($name::$variant => $render(report, style, &mut out.writer()),)*
                }
            }
        }
    };
}

pub(crate) use formats;
