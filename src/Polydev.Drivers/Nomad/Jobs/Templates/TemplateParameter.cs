namespace Polydev.Drivers.Nomad.Jobs.Templates;

/// <summary>Something that a template lets be chosen.</summary>
public sealed record TemplateParameter
{
    /// <summary>Its name, snake_case.</summary>
    public required string Name { get; init; }

    /// <summary><c>text</c>, <c>integer</c>, <c>list</c> of text, or <c>map</c> of names to text.</summary>
    public required string Type { get; init; }

    /// <summary>What it is, with its unit.</summary>
    public required string Purpose { get; init; }

    /// <summary>What it is when not said, as text; null when it is then left out.</summary>
    public string? Default { get; init; }

    /// <summary>The least an integer may be.</summary>
    public long? Least { get; init; }

    /// <summary>The most an integer may be.</summary>
    public long? Most { get; init; }

    internal static TemplateParameter Text(string name, string purpose, string? value = null) => new() { Name = name, Type = "text", Purpose = purpose, Default = value };

    internal static TemplateParameter Integer(string name, string purpose, long? value, long least, long most) => new()
    {
        Name = name,
        Type = "integer",
        Purpose = purpose,
        Default = value?.ToString(System.Globalization.CultureInfo.InvariantCulture),
        Least = least,
        Most = most,
    };

    internal static TemplateParameter List(string name, string purpose, string? value = null) => new() { Name = name, Type = "list", Purpose = purpose, Default = value };

    internal static TemplateParameter Map(string name, string purpose) => new() { Name = name, Type = "map", Purpose = purpose };
}
