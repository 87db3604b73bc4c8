using System.ComponentModel.DataAnnotations;

namespace Polydev.Controller.Api;

/// <summary>A query parameter that takes some of these names, joined by ','.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class SomeOfAttribute(params string[] names) : ValidationAttribute
{
    /// <summary>The names.</summary>
    public IReadOnlyList<string> Names => names;

    /// <inheritdoc/>
    public override bool IsValid(object? value) => value is string text && text.Split(',').All(names.Contains);

    /// <inheritdoc/>
    public override string FormatErrorMessage(string name) => $"must be some of {string.Join(", ", names)}, joined by ','";
}
