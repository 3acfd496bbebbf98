//! The tokens of a TOML file, one by one: a list of them would take ten times the memory of the file.

use toml_parser::Source;
use toml_parser::lexer::{Lexer, Token, TokenKind};

/// The tokens ahead.
pub(super) struct Tokens<'t> {
    lexer: Lexer<'t>,
    /// The next token, and the one behind it if that was asked for.
    ahead: (Token, Option<Token>),
    /// Where the last token ends that was taken and is no blank, line end or comment.
    last_end: usize,
}

impl<'t> Tokens<'t> {
    pub(super) fn new(text: &'t str) -> Option<Self> {
        let mut lexer = Source::new(text).lex();
        Some(Tokens {
            ahead: (lexer.next()?, None),
            lexer,
            last_end: 0,
        })
    }

    pub(super) fn peek(&self) -> Token {
        self.ahead.0
    }

    pub(super) fn peek_kind(&self) -> TokenKind {
        self.ahead.0.kind()
    }

    /// The kind of the token behind the next one.
    pub(super) fn second_kind(&mut self) -> Option<TokenKind> {
        if self.ahead.1.is_none() {
            self.ahead.1 = self.lexer.next();
        }
        self.ahead.1.map(|token| token.kind())
    }

    /// Takes the next token. The end of the file comes again and again.
    pub(super) fn next(&mut self) -> Token {
        let token = self.ahead.0;
        if let Some(next) = self.ahead.1.take().or_else(|| self.lexer.next()) {
            self.ahead.0 = next;
        }
        let is_blank = matches!(
            token.kind(),
            TokenKind::Whitespace | TokenKind::Comment | TokenKind::Newline | TokenKind::Eof
        );
        if !is_blank {
            self.last_end = token.span().end();
        }
        token
    }

    /// Takes the next token if it is of a kind.
    pub(super) fn next_if(&mut self, kind: TokenKind) -> Option<Token> {
        (self.peek_kind() == kind).then(|| self.next())
    }

    /// See the field.
    pub(super) fn last_end(&self) -> usize {
        self.last_end
    }
}
