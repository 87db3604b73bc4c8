using System.Globalization;
using System.Runtime.InteropServices;

namespace Polydev.Drivers.Nomad.Client;

/// <summary>Version of an agent, and what it understands.</summary>
/// <param name="Major">First number.</param>
/// <param name="Minor">Second number.</param>
/// <param name="Patch">Third number.</param>
/// <remarks>What came when: https://github.com/hashicorp/nomad/blob/main/CHANGELOG.md</remarks>
[StructLayout(LayoutKind.Auto)]
public readonly record struct NomadVersion(int Major, int Minor, int Patch) : IComparable<NomadVersion>
{
    /// <summary>The oldest one that is supported.</summary>
    public static NomadVersion Oldest { get; } = new(1, 1, 0);

    /// <summary>Whether a dispatch may carry a token that makes it happen once. It was raced until 1.11.2: never rely on it alone.</summary>
    public bool HasDispatchTokens => this >= new NomadVersion(1, 1, 3);

    /// <summary>Whether the Docker driver knows <c>init</c>; older ones fail the allocation over it.</summary>
    public bool HasDockerInit => this >= new NomadVersion(1, 2, 0);

    /// <summary>Whether lists take filters and pages.</summary>
    public bool HasFilters => this >= new NomadVersion(1, 3, 0);

    /// <summary>Whether the cluster keeps a register of services itself.</summary>
    public bool HasNativeServices => this >= new NomadVersion(1, 3, 0);

    /// <summary>Whether one stream of events may span namespaces: before, it was silent.</summary>
    public bool HasNamespaceStreams => this >= new NomadVersion(1, 1, 6);

    /// <summary>Whether the ids of dispatched jobs can be given a part of our own.</summary>
    public bool HasDispatchPrefixes => this >= new NomadVersion(1, 5, 0);

    /// <summary>Whether jobs name a node pool.</summary>
    public bool HasNodePools => this >= new NomadVersion(1, 6, 0);

    /// <summary>Whether a group can forbid its replacement when its node is lost, in the way of 1.7.</summary>
    public bool HasPreventRescheduleOnLost => this >= new NomadVersion(1, 7, 2) && this < new NomadVersion(1, 10, 0);

    /// <summary>Whether a group can forbid its replacement when its node is lost, in the way of 1.8 and later.</summary>
    public bool HasDisconnect => this >= new NomadVersion(1, 8, 0);

    /// <summary>Whether a group can be ended after a time by the cluster.</summary>
    public bool HasMaxRunDuration => this >= new NomadVersion(2, 0, 3);

    /// <summary>Compares versions.</summary>
    public static bool operator <(NomadVersion left, NomadVersion right) => left.CompareTo(right) < 0;

    /// <summary>Compares versions.</summary>
    public static bool operator >(NomadVersion left, NomadVersion right) => left.CompareTo(right) > 0;

    /// <summary>Compares versions.</summary>
    public static bool operator <=(NomadVersion left, NomadVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Compares versions.</summary>
    public static bool operator >=(NomadVersion left, NomadVersion right) => left.CompareTo(right) >= 0;

    /// <summary>Reads a version, for example <c>1.7.3+ent</c> or <c>2.0.0-beta.1</c>; what follows the numbers is left out.</summary>
    /// <returns>Null when it is none.</returns>
    public static NomadVersion? Parse(string? text)
    {
        var numbers = (text ?? "").TrimStart('v').Split('+', '-')[0].Split('.');
        Span<int> parts = [0, 0, 0];
        if (numbers.Length is < 2 or > 3)
        {
            return null;
        }

        for (var i = 0; i < numbers.Length; i++)
        {
            if (!int.TryParse(numbers[i], NumberStyles.None, CultureInfo.InvariantCulture, out parts[i]))
            {
                return null;
            }
        }

        return new NomadVersion(parts[0], parts[1], parts[2]);
    }

    /// <inheritdoc/>
    public int CompareTo(NomadVersion other) => (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Patch}");
}
