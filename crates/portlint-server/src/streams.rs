//! The protocol over two streams of bytes. A message that cannot be read is refused, and the next one is read; nothing of what
//! was sent is repeated: it may be the text of a file.

use lsp_server::{Connection, Message};
use serde_json::{Value, json};
use std::io::{BufRead, Read, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

/// The most bytes of one message.
const MOST_BYTES: u64 = 256 << 20;
/// The most bytes of one line of a head.
const MOST_HEAD: u64 = 4 << 10;

/// A connection over an input and an output, and what writes: it has to be joined after the connection is gone, so that the
/// last message goes out.
pub(crate) fn connect<I, O>(input: I, output: O) -> (Connection, JoinHandle<()>)
where
    I: BufRead + Send + 'static,
    O: Write + Send + 'static,
{
    let (far, near) = Connection::memory();
    let Connection { sender, receiver } = far;
    let output = Arc::new(Mutex::new(output));
    let refusals = Arc::clone(&output);
    // It may wait for the editor for ever, so nobody waits for it.
    let _reader = std::thread::spawn(move || {
        let mut input = input;
        while let Some(content) = content(&mut input) {
            match serde_json::from_slice::<Message>(&content) {
                // With an id that is neither a number of 32 bits nor a text it wants an answer, and is none of the kinds.
                Ok(message) if !(is_note(&message) && has_id(&content)) => {
                    let is_last =
                        matches!(&message, Message::Notification(n) if n.method == "exit");
                    if sender.send(message).is_err() || is_last {
                        break;
                    }
                }
                _ => {
                    let mut output = refusals.lock().unwrap_or_else(PoisonError::into_inner);
                    if write(&mut *output, &refusal(&content)).is_err() {
                        break;
                    }
                }
            }
        }
    });
    let writer = std::thread::spawn(move || {
        for message in receiver {
            let mut output = output.lock().unwrap_or_else(PoisonError::into_inner);
            if message.write(&mut *output).is_err() {
                break;
            }
        }
    });
    (near, writer)
}

fn is_note(message: &Message) -> bool {
    matches!(message, Message::Notification(_))
}

fn has_id(content: &[u8]) -> bool {
    #[derive(serde::Deserialize)]
    struct WithId {
        #[serde(rename = "id")]
        _id: serde::de::IgnoredAny,
    }
    serde_json::from_slice::<WithId>(content).is_ok()
}

/// The content of the next message; `None` at the end, and where a head cannot be read: nobody knows where the next one begins.
fn content(input: &mut impl BufRead) -> Option<Vec<u8>> {
    let mut length = None;
    loop {
        let mut line = Vec::new();
        input.take(MOST_HEAD).read_until(b'\n', &mut line).ok()?;
        let line = std::str::from_utf8(line.strip_suffix(b"\n")?).ok()?;
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':')?;
        if name.trim().eq_ignore_ascii_case("content-length") {
            length = value.trim().parse::<u64>().ok();
        }
    }
    let length = length.filter(|length| *length <= MOST_BYTES)?;
    // Not as much room as is promised, but as much as comes.
    let mut content = Vec::new();
    input.take(length).read_to_end(&mut content).ok()?;
    (content.len() as u64 == length).then_some(content)
}

/// The answer to what is no message: with its id, where it has one.
fn refusal(content: &[u8]) -> Value {
    let (id, code, message) = match serde_json::from_slice::<Value>(content) {
        Ok(value) => {
            let id = value
                .get("id")
                .filter(|id| id.is_string() || id.is_number());
            let id = id.cloned().unwrap_or_default();
            (id, -32600, "this is no message of the protocol")
        }
        Err(_) => (Value::Null, -32700, "this is no JSON"),
    };
    json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code, "message": message } })
}

fn write(output: &mut impl Write, message: &Value) -> std::io::Result<()> {
    let text = message.to_string();
    write!(output, "Content-Length: {}\r\n\r\n{text}", text.len())?;
    output.flush()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn framed(content: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{content}", content.len())
    }

    /// The methods that come through, and what is answered meanwhile.
    fn sent(bytes: Vec<u8>) -> (Vec<String>, String) {
        let output = Arc::new(Mutex::new(Vec::new()));
        let (connection, writer) = connect(Cursor::new(bytes), Shared(Arc::clone(&output)));
        let methods = connection.receiver.iter().map(|message| match message {
            Message::Request(request) => request.method,
            Message::Notification(note) => note.method,
            Message::Response(response) => response.id.to_string(),
        });
        let methods = methods.collect();
        drop(connection);
        writer.join().unwrap();
        let output = output.lock().unwrap().clone();
        (methods, String::from_utf8(output).unwrap())
    }

    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_cannot_be_read_is_refused_and_the_next_one_is_read() {
        let bytes = [
            framed("{\"jsonrpc\":\"2.0\",\"method\":\"a\"}"),
            framed("password=hunter2"),
            framed("{\"id\":12345678901,\"method\":\"b\"}"),
            framed("[]"),
            // Other ends of lines and other heads do as well.
            "content-length:14\nX-Other: 1\n\n{\"method\":\"c\"}".to_string(),
        ];
        let (methods, answers) = sent(bytes.concat().into_bytes());
        assert_eq!(methods, ["a", "c"]);
        assert_eq!(answers.matches("-32700").count(), 1, "{answers}");
        assert_eq!(answers.matches("-32600").count(), 2, "{answers}");
        assert!(answers.contains("\"id\":12345678901"), "{answers}");
        assert!(!answers.contains("hunter2"), "{answers}");
    }

    #[test]
    fn a_head_that_means_nothing_ends_it() {
        let good = framed("{\"method\":\"a\"}");
        for bad in [
            "Content-Length: -1\r\n\r\n{}",
            "Content-Length: 99999999999999\r\n\r\n{}",
            "Content-Length: 7\r\n\r\n{}",
            "\r\n{}",
            "what\r\n\r\n",
            "\u{0}",
        ] {
            let (methods, _) = sent(format!("{good}{bad}").into_bytes());
            assert_eq!(methods, ["a"], "{bad:?}");
        }
        let (methods, _) = sent([good.as_bytes(), &vec![b'x'; 100_000]].concat());
        assert_eq!(methods, ["a"]);
    }

    #[test]
    fn after_exit_nothing_is_read() {
        let text = framed("{\"method\":\"exit\"}") + &framed("{\"method\":\"a\"}");
        assert_eq!(sent(text.into_bytes()).0, ["exit"]);
    }
}
