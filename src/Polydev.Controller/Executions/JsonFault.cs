using System.Text.Json;

namespace Polydev.Controller.Executions;

/// <summary>Says what is wrong with JSON in the caller's words, without naming our types.</summary>
internal static class JsonFault
{
    /// <summary>One sentence.</summary>
    public static string Describe(JsonException fault)
    {
        var text = fault.Message;
        var path = text.IndexOf(" Path:", StringComparison.Ordinal);
        text = path > 0 ? text[..path] : text;
        if (text.Contains("could not be mapped to any .NET member", StringComparison.Ordinal))
        {
            var parts = text.Split('\'');
            return $"there is no field '{(parts.Length > 1 ? parts[1] : "?")}'. Raw fields of the provider go into options.";
        }

        if (text.StartsWith("The input does not contain any JSON tokens", StringComparison.Ordinal))
        {
            return "it is empty. Send a JSON object.";
        }

        return text.Contains("could not be converted to", StringComparison.Ordinal) ? "the value has the wrong type." : text;
    }
}
