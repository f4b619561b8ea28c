"""The rules that digital government adds."""
