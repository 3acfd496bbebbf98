//! Keys of YAML files: where the position is follows from the indentation, also in a file that does not parse.

use super::offered;
use portlint_session::schema::PortPlace;
use serde_json::Value;

/// The keys that may stand at the end of a text.
pub(super) fn keys(places: &[PortPlace], before: &str) -> Vec<Value> {
    let line = line_of(before);
    let typed = line.trim_start_matches([' ', '-']);
    if typed.contains([':', '#']) {
        return Vec::new();
    }
    let path = path(before);
    offered(places, &path, |step, is_last| {
        let text = if is_last {
            format!("{}: ", step.name)
        } else {
            format!("{}:", step.name)
        };
        (step.name.clone(), text)
    })
}

/// True behind the colon of the offset.
pub(super) fn is_offset(before: &str) -> bool {
    let key = line_of(before).trim_start().split_once(':');
    let is_key = key.is_some_and(|(key, value)| key == "offset" && !value.contains('#'));
    is_key && path(before) == ["wso2.carbon", "ports"]
}

/// The text with a number as the offset that is being typed.
pub(super) fn with_offset(before: &str, rest: &str) -> String {
    let key = before
        .rfind(':')
        .map_or(before, |at| before.get(..at).unwrap_or_default());
    let end = rest.find(['\n', '\r', '#']).unwrap_or(rest.len());
    [key, ": 0", rest.get(end..).unwrap_or_default()].concat()
}

fn line_of(before: &str) -> &str {
    before.rsplit(['\n', '\r']).next().unwrap_or_default()
}

/// The keys above the end of a text.
fn path(before: &str) -> Vec<&str> {
    let mut lines = before.lines().rev();
    let last = if before.ends_with(['\n', '\r']) {
        ""
    } else {
        lines.next().unwrap_or_default()
    };
    let is_nothing = last.trim_start_matches([' ', '-']).is_empty();
    let own = if is_nothing {
        last.chars().count()
    } else {
        column(last)
    };
    // Where the keys of the item are, its dash is to the left of them.
    let mut limit = if last.trim_start().starts_with('-') {
        dash(last) + 1
    } else {
        own
    };
    let mut path = Vec::new();
    for line in lines {
        let text = line.trim();
        if text.is_empty() || text.starts_with('#') || text == "---" {
            continue;
        }
        let is_item = text.starts_with("- ") || text == "-";
        let here = column(line);
        if here < limit {
            if let Some((key, _)) = text.trim_start_matches(['-', ' ']).split_once(':') {
                path.push(key.trim().trim_matches(['"', '\'']));
            }
            limit = here;
        }
        if is_item && dash(line) < limit {
            limit = dash(line) + 1;
        }
        if limit == 0 {
            break;
        }
    }
    path.reverse();
    path
}

/// The column of the first key of a line.
fn column(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '-']).len()
}

fn dash(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indentation_says_where_a_key_is() {
        let top = "wso2.carbon:\n  id: a\n  ports:\n    # say\n    offset: ";
        assert_eq!(path(top), ["wso2.carbon", "ports"]);
        assert!(is_offset(top));
        assert!(!is_offset("x:\n  offset: "));
        assert_eq!(
            with_offset(top, "7 # seven\nb: 1"),
            top.replace("offset: ", "offset: 0") + "# seven\nb: 1"
        );
        let list = "wso2.transport.http:\n  listenerConfigurations:\n    - id: default\n      host: a\n      ";
        assert_eq!(
            path(list),
            ["wso2.transport.http", "listenerConfigurations"]
        );
        let item = "wso2.transport.http:\n  listenerConfigurations:\n  - id: default\n  - po";
        assert_eq!(
            path(item),
            ["wso2.transport.http", "listenerConfigurations"]
        );
        let deep = "databridge.config:\n  dataReceivers:\n  - dataReceiver:\n      type: Thrift\n      properties:\n        ";
        assert_eq!(
            path(deep),
            [
                "databridge.config",
                "dataReceivers",
                "dataReceiver",
                "properties"
            ]
        );
        assert!(path("a:\n  b: 1\n").is_empty());
        assert!(path("").is_empty());
    }
}
