using System.Text.Json.Serialization;

namespace Polydev.Controller.Pools;

/// <summary>How far a worker is shared. Never across tenants.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<Isolation>))]
internal enum Isolation
{
    /// <summary>A worker serves its tenant until it idles for too long: warm connections, several executions at once.</summary>
    Tenant,

    /// <summary>A worker serves one execution and ends.</summary>
    Execution,
}
