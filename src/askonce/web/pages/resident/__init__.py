"""What a resident or a firm's filer has: cases, looks, entitlements, who acts for whom."""
