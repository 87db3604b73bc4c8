using System.Text.Json;

namespace Polydev.Controller.Cluster.Jobs;

/// <summary>A job that is asked for.</summary>
internal sealed record JobWish
{
    /// <summary>Name of the template.</summary>
    public required string Template { get; init; }

    /// <summary>Values by parameter; what is not named has its default.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Parameters { get; init; }

    /// <summary>Id of the job, which begins with <c>polydev-</c>; null for the template's own.</summary>
    public string? Id { get; init; }
}
