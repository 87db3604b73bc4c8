using Polydev.Drivers.Nomad.Model;

namespace Polydev.Drivers.Nomad.Client;

/// <summary>What a feed tells.</summary>
public abstract record FeedItem
{
    private FeedItem()
    {
    }

    /// <summary>The stream stands again, and what happened before may have been missed: compare with a list now. What changes from here on is told.</summary>
    public sealed record Resync : FeedItem;

    /// <summary>The stream broke; told once, until it stands again.</summary>
    /// <param name="Why">Why.</param>
    public sealed record Silent(NomadException Why) : FeedItem;

    /// <summary>Something changed. It may be older than the last list: what has a lower raft index than what is known is no news.</summary>
    /// <param name="Event">What.</param>
    public sealed record Changed(NomadEvent Event) : FeedItem;
}
