"""Who may open what, with the sentence that the page shows."""
