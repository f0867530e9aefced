"""The pages of the app: thin scripts that read choices, ask the core, and draw."""
