"""Fair-competition reviews: the text that was read, its findings, answers, exceptions and conclusion."""
