namespace Polydev.Protocol.Egress;

/// <summary>Whose traffic a connection to the egress gateway carries.</summary>
public sealed record EgressIdentity
{
    /// <summary>Id of the tenant.</summary>
    public string Tenant { get; init => field = value ?? ""; } = "";

    /// <summary>Id of the worker.</summary>
    public string Worker { get; init => field = value ?? ""; } = "";

    /// <summary>When the token ends: no later than the worker may live.</summary>
    public DateTimeOffset ExpiresAt { get; init; }
}
