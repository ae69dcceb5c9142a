"""Papers as files: Word and PDF from one description of headings, paragraphs and tables."""
