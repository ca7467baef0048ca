"""The forms that minutes take: JSON, Markdown, DOCX and PDF, all from one `Minutes`."""
