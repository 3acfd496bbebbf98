//! The messages that wait. They are taken in their order; what came later says which requests nobody waits for any more.

use gen_lsp_types::Uri;
use lsp_server::{Connection, ErrorCode, Message, Request, RequestId};
use serde_json::Value;
use std::collections::VecDeque;
use std::time::Instant;

/// What comes next.
#[derive(Debug)]
pub(crate) enum Next {
    Message(Message),
    /// A request that has to be refused, and why.
    Refused(RequestId, ErrorCode, &'static str),
    /// The time is over.
    Due,
    /// The editor went away.
    Gone,
}

/// The messages of an editor.
pub(crate) struct Inbox<'c> {
    connection: &'c Connection,
    waiting: VecDeque<Message>,
}

impl<'c> Inbox<'c> {
    pub(crate) fn new(connection: &'c Connection) -> Inbox<'c> {
        Inbox {
            connection,
            waiting: VecDeque::new(),
        }
    }

    /// The next message. Without one, waits until `due`.
    pub(crate) fn next(&mut self, due: Option<Instant>) -> Next {
        self.waiting.extend(self.connection.receiver.try_iter());
        if self.waiting.is_empty() {
            let message = match due {
                None => self.connection.receiver.recv().ok(),
                Some(due) => {
                    let left = due.saturating_duration_since(Instant::now());
                    match self.connection.receiver.recv_timeout(left) {
                        Ok(message) => Some(message),
                        Err(error) if error.is_timeout() => return Next::Due,
                        Err(_) => None,
                    }
                }
            };
            self.waiting.extend(message);
            self.waiting.extend(self.connection.receiver.try_iter());
        }
        match self.waiting.pop_front() {
            None => Next::Gone,
            Some(Message::Request(request)) => match self.obsolete(&request) {
                Some((code, why)) => Next::Refused(request.id, code, why),
                None => Next::Message(Message::Request(request)),
            },
            Some(message) => Next::Message(message),
        }
    }

    /// Why nobody waits for the answer to a request: it was cancelled, or is about a text that is past.
    fn obsolete(&self, request: &Request) -> Option<(ErrorCode, &'static str)> {
        let later = self.waiting.iter().filter_map(|message| match message {
            Message::Notification(note) => Some(note),
            _ => None,
        });
        for note in later {
            if note.method == "$/cancelRequest"
                && note.params.get("id").is_some_and(|id| is(&request.id, id))
            {
                return Some((ErrorCode::RequestCanceled, "cancelled"));
            }
            let asked = document(&request.params);
            if note.method == "textDocument/didChange"
                && asked.is_some()
                && asked == document(&note.params)
            {
                return Some((ErrorCode::ContentModified, "the document has changed since"));
            }
        }
        None
    }
}

fn is(id: &RequestId, value: &Value) -> bool {
    serde_json::to_value(id).is_ok_and(|id| id == *value)
}

/// The document that a message is about.
fn document(params: &Value) -> Option<Uri> {
    let uri = params.get("textDocument")?.get("uri")?.as_str()?;
    Some(Uri(uri.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use lsp_server::Notification;
    use serde_json::json;

    fn hover(id: i32, uri: &str) -> Message {
        let params = json!({ "textDocument": { "uri": uri } });
        Request::new(id.into(), "textDocument/hover".to_string(), params).into()
    }

    fn note(method: &str, params: Value) -> Message {
        Notification::new(method.to_string(), params).into()
    }

    #[test]
    fn what_nobody_waits_for_is_refused() {
        let (client, server) = Connection::memory();
        let changed = json!({ "textDocument": { "uri": "file:///b" } });
        for message in [
            hover(1, "file:///a"),
            hover(2, "file:///a"),
            hover(3, "file:///b"),
            note("$/cancelRequest", json!({ "id": 2 })),
            note("textDocument/didChange", changed),
            hover(4, "file:///b"),
            // Not this one: another kind of id, and one that is answered already.
            note("$/cancelRequest", json!({ "id": "4" })),
        ] {
            client.sender.send(message).unwrap();
        }
        let mut inbox = Inbox::new(&server);
        let mut seen = Vec::new();
        loop {
            match inbox.next(Some(Instant::now())) {
                Next::Message(Message::Request(request)) => seen.push(request.id.to_string()),
                Next::Message(_) => {}
                Next::Refused(id, code, _) => seen.push(format!("{id}: {code:?}")),
                Next::Due => break,
                Next::Gone => panic!("the client is there"),
            }
        }
        assert_eq!(seen, ["1", "2: RequestCanceled", "3: ContentModified", "4"]);
        drop(client);
        assert!(matches!(inbox.next(None), Next::Gone));
    }
}
