using System.Net;
using System.Text.RegularExpressions;

namespace Polydev.Drivers.Nomad.Jobs.Templates;

/// <summary>What names, images and paths in our jobs may be. Each says what is wrong, in words that begin behind the name; null when nothing is.</summary>
public static partial class TemplateWords
{
    /// <summary>How the ids of all our jobs begin.</summary>
    public const string IdPrefix = "polydev-";

    private const int LongestName = 128;

    /// <summary>An image: with a tag that is not <c>latest</c>, which is pulled at every start.</summary>
    public static string? OfImage(string image) =>
        !ImageName().IsMatch(image) ? "must be the name of an image, for example polydev-runtime:1.0"
        : image.EndsWith(":latest", StringComparison.Ordinal) || !image.Split('/')[^1].AsSpan().ContainsAny(':', '@') ? "needs a tag that is not 'latest': Nomad pulls that at every start"
        : null;

    /// <summary>Name of a datacenter, a namespace, a region or a pool of nodes.</summary>
    public static string? OfName(string name) =>
        name.Length is > 0 and <= LongestName && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_') ? null : "must be of letters, digits, '.', '-' and '_'";

    /// <summary>Id of a job.</summary>
    public static string? OfId(string id) =>
        id.StartsWith(WarmPoolJob.IdPrefix, StringComparison.Ordinal) ? $"must not begin with {WarmPoolJob.IdPrefix}, as the jobs of workers do"
        : id.StartsWith(IdPrefix, StringComparison.Ordinal) && id.Length > IdPrefix.Length && OfName(id) is null ? null
        : $"must begin with {IdPrefix} and go on with letters, digits, '.', '-' and '_', {LongestName} at most in all";

    /// <summary>A path on a host. It goes into a shell's command, so it is of plain letters.</summary>
    internal static string? OfPath(string path) => PlainPath().IsMatch(path) ? null : "must be an absolute path of letters, digits, '.', '-', '_' and '/'";

    /// <summary>An address with its port, for a shell's command.</summary>
    internal static string? OfAddress(string address) => PlainAddress().IsMatch(address) && IPEndPoint.TryParse(address, out var point) && point.Port > 0 ? null : "must be an address and a port, for example 10.0.0.1:4443";

    /// <summary>Name of an environment variable.</summary>
    internal static string? OfVariable(string name) => VariableName().IsMatch(name) ? null : "must be a name of letters, digits and '_' that begins with no digit";

    [GeneratedRegex("^[a-z0-9]([a-z0-9._:/@-]|[A-Z0-9])*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ImageName();

    [GeneratedRegex("^/[A-Za-z0-9._/-]+$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PlainPath();

    [GeneratedRegex(@"^(\d+(\.\d+){3}|\[[0-9a-fA-F:]+\]):\d{1,5}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PlainAddress();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex VariableName();
}
