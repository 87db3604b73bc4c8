using System.Text.RegularExpressions;

namespace Polydev.Drivers.Nomad.Jobs.Templates;

/// <summary>Keeps secrets out of jobs. Whoever may read jobs sees all that they say, and the servers keep it on disk after the job is gone.</summary>
internal static partial class SecretGuard
{
    private const string Instead = "whoever may read jobs would see it. Store a provider's key with PUT /v1/credentials/{provider}: workers get it over their link";

    /// <summary>What is wrong with an environment variable; null when nothing is. The value is never shown.</summary>
    public static string? OfVariable(string name, string value) =>
        !CountsTokens().IsMatch(name) && KeyName().IsMatch(name) ? $"looks like a secret by its name, and {Instead}" : OfValue(value);

    /// <summary>What is wrong with an argument; null when nothing is.</summary>
    public static string? OfArgument(string argument)
    {
        var option = argument.TrimStart('-').Split('=')[0];
        return argument.StartsWith('-') && !CountsTokens().IsMatch(option) && KeyName().IsMatch(option) ? $"looks like a secret by its name, and {Instead}" : OfValue(argument);
    }

    private static string? OfValue(string value) => KeyValue().IsMatch(value) ? $"looks like a secret by its value, and {Instead}" : null;

    [GeneratedRegex("(^|[_-])(API_?KEY|KEY|AUTH|AUTHORIZATION|BEARER|COOKIE|PASS|PWD|PRIVATE)S?([_-]|[0-9]|$)|APIKEY|SECRET|PASSWORD|PASSWD|PASSPHRASE|TOKEN|CREDENTIAL|NONCE", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex KeyName();

    [GeneratedRegex("(^|_)MAX_([A-Z]+_)*TOKENS$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CountsTokens();

    [GeneratedRegex("(^|[=\\s:\"'])(sk-[A-Za-z0-9_-]{8}|pdj?_[A-Za-z0-9_-]{16}|AIza[A-Za-z0-9_-]{16}|gh[pousr]_[A-Za-z0-9]{16}|xox[abp]-|AKIA[A-Z0-9]{12}|Bearer\\s+\\S{8}|eyJ[A-Za-z0-9_-]{16})|-----BEGIN [A-Z ]*PRIVATE", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex KeyValue();
}
