namespace Polydev.Controller.Api;

/// <summary>A join token to be made.</summary>
internal sealed record CreateJoinTokenRequest
{
    /// <summary>The only name of a node that it shall be good for; null for any that is free.</summary>
    public string? Name { get; init; }

    /// <summary>How many hosts may join with it; 1 when left out.</summary>
    public int? Uses { get; init; }

    /// <summary>How long it shall be good, in seconds; an hour when left out.</summary>
    public int? TtlSeconds { get; init; }
}
