package laws

// Laws returns what holds of every account.
func Laws() []Case { return nil }

// Rules returns what the rules of the domain say, and the regressions.
func Rules() []Case { return nil }
