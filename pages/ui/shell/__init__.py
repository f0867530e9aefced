"""What every page stands in: messages, addresses, links, colours, choices, what is opened once."""
