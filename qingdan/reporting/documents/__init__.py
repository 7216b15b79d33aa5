"""What the answers in JSON hold, as types: code is held to them, the API is described by them."""
