namespace Polydev.Drivers.Nomad.Model;

/// <summary>A token.</summary>
public sealed record AclToken
{
    /// <summary>Its name in lists.</summary>
    public string? AccessorID { get; init; }

    /// <summary>The secret; shown when it is made and to whoever holds it.</summary>
    public string? SecretID { get; init; }

    /// <summary>What it is for.</summary>
    public string? Name { get; init; }

    /// <summary><c>client</c> or <c>management</c>.</summary>
    public string? Type { get; init; }

    /// <summary>What it may.</summary>
    public IReadOnlyList<string>? Policies { get; init; }

    /// <summary>Whether it counts in all regions.</summary>
    public bool Global { get; init; }
}
