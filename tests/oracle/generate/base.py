"""What a deployment.toml must have, so that the server starts: the rest of each input varies."""

DATABASE = '[database.shared_db]\ntype = "h2"\nusername = "u"\npassword = "p"\n'
SERVER = '[server]\nhostname = "localhost"\n'


def base(line, server="", head="", tail=""):
    """A whole file: keys before the first table, keys of `[server]`, and what follows."""
    text = f"{head}{SERVER}"
    if line.product != "wso2mi":
        text += 'node_ip = "127.0.0.1"\n'
    text += server
    if line.product != "wso2mi":
        text += DATABASE
    return text + tail
