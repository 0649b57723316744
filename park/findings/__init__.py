"""What scores say: arranged by task and metric, compared, and told in a sentence."""
