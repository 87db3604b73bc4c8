using Polydev.Drivers.Nomad.Jobs.Templates;

namespace Polydev.Controller.Api;

/// <summary>A template as it is shown.</summary>
internal sealed record TemplateResponse
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    public required string Purpose { get; init; }

    /// <summary>Id of a job of it when none is said; ends with - when each gets one of its own; null when it is made from the parameters.</summary>
    public string? Id { get; init; }

    /// <summary>What can be chosen.</summary>
    public required IReadOnlyList<TemplateParameter> Parameters { get; init; }

    /// <summary>Shows a template.</summary>
    public static TemplateResponse Of(TemplateKind kind, TemplateDefaults defaults) => new()
    {
        Name = kind.Name,
        Purpose = kind.Purpose,
        Id = kind.Id,
        Parameters = kind.Describe(defaults),
    };
}
