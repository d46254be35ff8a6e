"""The audit of a person: independence, evidence, findings, the right of reply, corrective actions."""
