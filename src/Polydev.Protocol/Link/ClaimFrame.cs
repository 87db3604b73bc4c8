namespace Polydev.Protocol.Link;

/// <summary>The worker now belongs to a tenant, for the rest of its life. Sent once.</summary>
public sealed record ClaimFrame : ControllerFrame
{
    /// <summary>Id of the tenant.</summary>
    public string Tenant { get; init => field = value ?? ""; } = "";

    /// <summary>What the worker shows the egress gateway, as <c>Proxy-Authorization: Bearer</c>.</summary>
    public string EgressToken { get; init => field = value ?? ""; } = "";
}
