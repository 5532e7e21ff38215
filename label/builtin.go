package label

// The built-in labels that carry a word. The comment gives the direction: a company
// has a contact as its BillingContact, and the contact sees BillingContactOf. Every account has
// them. They need no subscription, and they cannot be renamed or removed. Use [WithID] to put
// them on links, or name them by their words.
var (
	BillingContact   = TypeID{HubSpotDefined, 930} // companies -> contacts, "Billing contact"
	BillingContactOf = TypeID{HubSpotDefined, 931} // contacts -> companies

	QuoteSigner           = TypeID{HubSpotDefined, 702}  // quotes -> contacts, "Signer"
	QuoteSignerOf         = TypeID{HubSpotDefined, 703}  // contacts -> quotes
	QuoteBillingContact   = TypeID{HubSpotDefined, 1226} // quotes -> contacts, "Billing contact"
	QuoteBillingContactOf = TypeID{HubSpotDefined, 1227} // contacts -> quotes
	QuoteBillingCompany   = TypeID{HubSpotDefined, 1334} // quotes -> companies, "Billing company"
	QuoteBillingCompanyOf = TypeID{HubSpotDefined, 1335} // companies -> quotes

	UpcomingSubscription   = TypeID{HubSpotDefined, 565}                // line_items -> subscriptions, "Upcoming"
	UpcomingSubscriptionOf = TypeID{HubSpotDefined, ReservedFrom + 565} // subscriptions -> line_items
)
