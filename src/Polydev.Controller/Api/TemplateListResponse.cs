namespace Polydev.Controller.Api;

/// <summary>The templates that jobs are made from.</summary>
internal sealed record TemplateListResponse
{
    /// <summary>The templates.</summary>
    public required IReadOnlyList<TemplateResponse> Templates { get; init; }
}
