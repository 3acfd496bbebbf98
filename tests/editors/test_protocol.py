"""The language server as pytest-lsp (pygls) sees it: a client with the abilities of VS Code."""

import os
import pathlib

import pytest
import pytest_lsp
from lsprotocol import types as lsp
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

HOST = pathlib.Path(os.environ["HOST"])
HOMES = sorted(path for path in HOST.iterdir() if (path / "repository/conf/deployment.toml").exists())
FILES = [home / "repository/conf/deployment.toml" for home in HOMES]


@pytest_lsp.fixture(config=ClientServerConfig(server_command=[os.environ["PORTLINT"], "server"]))
async def client(lsp_client: LanguageClient):
    @lsp_client.feature(lsp.CLIENT_REGISTER_CAPABILITY)
    def register(params: lsp.RegistrationParams):
        assert [one.method for one in params.registrations] == [lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES]

    await lsp_client.initialize_session(
        lsp.InitializeParams(
            capabilities=client_capabilities("visual-studio-code"),
            workspace_folders=[lsp.WorkspaceFolder(uri=HOST.as_uri(), name="host")],
            initialization_options={"debounce": 0},
        )
    )
    yield
    await lsp_client.shutdown_session()


def clashes(client):
    return [
        (uri, one)
        for uri, found in client.diagnostics.items()
        for one in found
        if one.code == "port-collision" and one.severity == lsp.DiagnosticSeverity.Error
    ]


def open_file(client, file):
    item = lsp.TextDocumentItem(uri=file.as_uri(), language_id="toml", version=1, text=file.read_text())
    client.text_document_did_open(lsp.DidOpenTextDocumentParams(text_document=item))


async def published(client):
    """An answer comes after everything that was told before it."""
    await client.workspace_symbol_async(lsp.WorkspaceSymbolParams(query="9443"))


@pytest.mark.asyncio
async def test_a_clash_is_seen_fixed_and_gone(client):
    for file in FILES:
        open_file(client, file)
    await published(client)
    found = clashes(client)
    assert len(found) == 1, client.diagnostics
    uri, clash = found[0]
    others = {place.location.uri for place in clash.related_information} - {uri}
    assert others, "it names a place in another home"
    # In the file of the other home a hint points back.
    hints = [one for other in others for one in client.diagnostics[other] if one.code == "port-collision"]
    assert hints and all(hint.severity == lsp.DiagnosticSeverity.Hint for hint in hints)

    actions = await client.text_document_code_action_async(
        lsp.CodeActionParams(
            text_document=lsp.TextDocumentIdentifier(uri=uri),
            range=clash.range,
            context=lsp.CodeActionContext(diagnostics=[clash], only=[lsp.CodeActionKind.QuickFix]),
        )
    )
    titles = [action.title for action in actions]
    offset = next(action for action in actions if action.title.startswith("Set the offset of "))
    assert any(title == "Ignore port-collision here" for title in titles), titles
    change = offset.edit.document_changes[0]
    assert change.text_document.version == 1
    client.text_document_did_change(
        lsp.DidChangeTextDocumentParams(
            text_document=lsp.VersionedTextDocumentIdentifier(uri=change.text_document.uri, version=2),
            content_changes=[
                lsp.TextDocumentContentChangePartial(range=edit.range, text=edit.new_text) for edit in change.edits
            ],
        )
    )
    await published(client)
    assert not clashes(client)


@pytest.mark.asyncio
async def test_what_is_told_at_a_place(client):
    file = next(file for file in FILES if "offset" in file.read_text())
    open_file(client, file)
    line = next(n for n, text in enumerate(file.read_text().splitlines()) if text.startswith("offset"))
    at = lsp.Position(line=line, character=10)
    document = lsp.TextDocumentIdentifier(uri=file.as_uri())
    hover = await client.text_document_hover_async(lsp.HoverParams(text_document=document, position=at))
    assert "9443" in hover.contents.value
    whole = lsp.Range(start=lsp.Position(line=0, character=0), end=lsp.Position(line=500, character=0))
    hints = await client.text_document_inlay_hint_async(lsp.InlayHintParams(text_document=document, range=whole))
    assert any("ports" in str(hint.label) for hint in hints), hints
    lenses = await client.text_document_code_lens_async(lsp.CodeLensParams(text_document=document))
    assert "ports" in lenses[0].command.title
    symbols = await client.workspace_symbol_async(lsp.WorkspaceSymbolParams(query="servlet-https"))
    assert len(symbols) == 2
    listeners = await client.text_document_document_symbol_async(lsp.DocumentSymbolParams(text_document=document))
    assert any("servlet-https" in symbol.name for symbol in listeners)
    page = await client.workspace_execute_command_async(lsp.ExecuteCommandParams(command="wso2-portlint.hostMap"))
    assert page.startswith("<!doctype html>")
