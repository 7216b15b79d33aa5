"""The filing of a handler: what it reports, the papers filled with it, the folder of them."""
