"""Pages of the assemblies: decisions and topics."""
