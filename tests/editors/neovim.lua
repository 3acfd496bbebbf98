-- Neovim, headless: two files of two homes are opened, the clash is seen in both, fixed by a code action, and gone from both.
-- Works from Neovim 0.7 on.
local host = os.getenv('HOST')
local function say(text) io.stdout:write(text .. '\n') end
local function fail(text)
  say('failed: ' .. text)
  vim.cmd('cquit 1')
end

local config = {
  name = 'wso2-portlint',
  cmd = { os.getenv('PORTLINT'), 'server' },
  root_dir = host,
  init_options = { debounce = 0 },
  flags = { debounce_text_changes = 0 },
}
local client
if vim.lsp.start then
  vim.cmd('edit ' .. vim.fn.fnameescape(vim.fn.glob(host .. '/*/repository/conf/deployment.toml', true, true)[1]))
  client = vim.lsp.start(config)
else
  client = vim.lsp.start_client(config)
end
if not client then fail('the server did not start') end

local buffers = {}
for _, file in ipairs(vim.fn.glob(host .. '/*/repository/conf/deployment.toml', true, true)) do
  vim.cmd('edit ' .. vim.fn.fnameescape(file))
  local buffer = vim.api.nvim_get_current_buf()
  vim.lsp.buf_attach_client(buffer, client)
  table.insert(buffers, buffer)
end

local function clashes()
  local found = {}
  for _, buffer in ipairs(buffers) do
    for _, one in ipairs(vim.diagnostic.get(buffer)) do
      if one.code == 'port-collision' or (one.user_data and one.user_data.lsp and one.user_data.lsp.code == 'port-collision') then
        table.insert(found, { buffer = buffer, severity = one.severity, line = one.lnum })
      end
    end
  end
  return found
end

if not vim.wait(15000, function() return #clashes() == 2 end, 20) then
  fail('the clash is not shown in both files: ' .. vim.inspect(clashes()))
end
local errors = vim.tbl_filter(function(one) return one.severity == vim.diagnostic.severity.ERROR end, clashes())
if #errors ~= 1 then fail('it counts ' .. #errors .. ' times') end
say('seen: an error in one file and a hint in the other')

local function request(method, params)
  local answers = vim.lsp.buf_request_sync(errors[1].buffer, method, params, 5000)
  local answer = answers and answers[client]
  if not answer or answer.err or answer.error then fail(method .. ': ' .. vim.inspect(answers)) end
  return answer.result
end
local document = { uri = vim.uri_from_bufnr(errors[1].buffer) }
local hints = request('textDocument/inlayHint', {
  textDocument = document,
  range = { start = { line = 0, character = 0 }, ['end'] = { line = 500, character = 0 } },
})
say('inlay hints: ' .. #hints)
local actions = request('textDocument/codeAction', {
  textDocument = document,
  range = { start = { line = errors[1].line, character = 0 }, ['end'] = { line = errors[1].line, character = 1000 } },
  context = { diagnostics = {} },
})
local chosen
for _, action in ipairs(actions) do
  if action.title:match('^Set the offset of ') then chosen = action end
end
if not chosen then fail('no offset is offered: ' .. vim.inspect(actions)) end
say('made: ' .. chosen.title)
vim.lsp.util.apply_workspace_edit(chosen.edit, 'utf-8')
if not vim.wait(15000, function() return #clashes() == 0 end, 20) then
  fail('the clash is still shown: ' .. vim.inspect(clashes()))
end
say('gone from both files')
vim.cmd('qall!')
