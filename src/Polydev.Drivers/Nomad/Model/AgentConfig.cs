using System.Text.Json.Nodes;

namespace Polydev.Drivers.Nomad.Model;

/// <summary>How an agent is set up, as far as it matters here. Agents leave tokens and keys out.</summary>
public sealed record AgentConfig
{
    /// <summary>Access control.</summary>
    public AgentAcl? ACL { get; init; }

    /// <summary>Its part as a server.</summary>
    public AgentServer? Server { get; init; }

    /// <summary>Its part as a client.</summary>
    public AgentClient? Client { get; init; }

    /// <summary>What its configuration says of plugins, as HCL is read: blocks are lists.</summary>
    public JsonArray? Plugins { get; init; }
}
