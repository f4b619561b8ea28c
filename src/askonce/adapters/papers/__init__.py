"""Papers that people take home, as PDF that everybody can read: certificates, slips, forms to fill in by hand."""
