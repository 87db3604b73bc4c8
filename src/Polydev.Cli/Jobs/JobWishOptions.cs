using System.CommandLine;
using System.Text.Json;
using Polydev.Drivers.Nomad.Jobs.Templates;

namespace Polydev.Cli.Jobs;

/// <summary>What a job is made of, on the command line: template, parameters as <c>name=value</c> or in a file, and an id.</summary>
internal sealed class JobWishOptions
{
    private readonly Argument<string> _template = new("template");
    private readonly Option<string[]> _set = new("--set") { Description = "A parameter, name=value; may be repeated. environment.NAME=value sets a variable", HelpName = "name=value" };
    private readonly Option<FileInfo?> _file = new("--parameters") { Description = "File with parameters, a JSON object; --set wins", HelpName = "file" };
    private readonly Option<string?> _id = new("--id") { Description = $"Id of the job, which begins with {TemplateWords.IdPrefix} [the template's own]", HelpName = "id" };

    /// <summary>Makes them.</summary>
    public JobWishOptions(string[] templates)
    {
        _template.Description = string.Join(", ", templates);
        _template.AcceptOnlyFromAmong(templates);
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<Symbol> Symbols => [_template, _set, _file, _id];

    /// <summary>The template.</summary>
    public string TemplateOf(CommandContext context) => context.Value(_template)!;

    /// <summary>The id; null for the template's own.</summary>
    public string? IdOf(CommandContext context) => context.Value(_id);

    /// <summary>The request that submits it.</summary>
    public ReadOnlyMemory<byte> Body(CommandContext context) => Commands.Resources.Body(json =>
    {
        json.WriteString("template", TemplateOf(context));
        json.WriteStartObject("parameters");
        foreach (var (name, value) in Values(context))
        {
            json.WritePropertyName(name);
            value.WriteTo(json);
        }

        json.WriteEndObject();
        if (IdOf(context) is { } id)
        {
            json.WriteString("id", id);
        }
    });

    /// <summary>The parameters. All but maps may be written as text.</summary>
    /// <exception cref="CommandFailure">The file cannot be read, or a setting is none.</exception>
    public Dictionary<string, JsonElement> Values(CommandContext context)
    {
        var values = FromFile(context.Value(_file));
        var maps = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        foreach (var setting in context.Value(_set) ?? [])
        {
            var at = setting.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
            {
                throw CommandFailure.Usage("--set takes name=value, and one was given without the sign or the name.", "For example --set memory_mb=512.");
            }

            var (name, value) = (setting[..at], setting[(at + 1)..]);
            if (name.Split('.', 2) is [var map, var key])
            {
                if (!maps.TryGetValue(map, out var entries))
                {
                    maps[map] = entries = MapOf(values, map);
                }

                entries[key] = value;
            }
            else
            {
                values[name] = Text(value);
            }
        }

        foreach (var (name, entries) in maps)
        {
            values[name] = JsonElement.Parse(JsonSerializer.SerializeToUtf8Bytes(entries, Client.ClientJson.Default.DictionaryStringString));
        }

        return values;
    }

    private static Dictionary<string, JsonElement> FromFile(FileInfo? file)
    {
        if (file is null)
        {
            return new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        }

        try
        {
            var read = JsonElement.Parse(File.ReadAllBytes(file.FullName));
            return read.ValueKind == JsonValueKind.Object
                ? read.EnumerateObject().ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal)
                : throw CommandFailure.Usage($"{file} is no JSON object.", "For example {\"memory_mb\": 512}.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw CommandFailure.Usage($"{file} cannot be read: {exception.Message.TrimEnd('.')}.", "It is a JSON object of parameters, for example {\"memory_mb\": 512}.");
        }
    }

    private static Dictionary<string, string> MapOf(Dictionary<string, JsonElement> values, string name) =>
        values.GetValueOrDefault(name) is { ValueKind: JsonValueKind.Object } before
            ? before.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.ToString(), StringComparer.Ordinal)
            : new Dictionary<string, string>(StringComparer.Ordinal);

    private static JsonElement Text(string value) => JsonElement.Parse(JsonSerializer.SerializeToUtf8Bytes(value, Client.ClientJson.Default.String));
}
