using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Polydev.Controller.Executions;

namespace Polydev.Controller.Api;

/// <summary>Reads small JSON bodies and says everything that is wrong with them at once, unknown fields by name.</summary>
internal static class JsonBody
{
    /// <summary>Largest body in bytes of what is read here.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>Reads the body of a request; exactly one of the results is not null.</summary>
    public static async Task<(T? Value, Problem? Problem)> ReadAsync<T>(
        HttpContext context, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var (body, tooLarge) = await ReadBytesAsync(context.Request, cancellationToken);
        if (tooLarge is not null)
        {
            return (null, tooLarge);
        }

        try
        {
            using var document = JsonDocument.Parse(body);
            var errors = new FieldErrors();
            Check(document.RootElement, type, "", errors);
            return errors.ToProblem() is { } problem ? (null, problem) : (document.RootElement.Deserialize(type), null);
        }
        catch (JsonException error)
        {
            return (null, Problem.Invalid("invalid_json", $"The body is not JSON as expected: {JsonFault.Describe(error).TrimEnd('.')}."));
        }
    }

    private static async Task<(ReadOnlyMemory<byte> Body, Problem? TooLarge)> ReadBytesAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var buffer = new MemoryStream();
        var chunk = new byte[4096];
        for (int read; (read = await request.Body.ReadAsync(chunk, cancellationToken)) > 0;)
        {
            buffer.Write(chunk, 0, read);
            if (buffer.Length > MaxBytes)
            {
                return (default, new Problem(StatusCodes.Status413PayloadTooLarge, "body_too_large", $"The body is larger than {MaxBytes} bytes."));
            }
        }

        return (buffer.GetBuffer().AsMemory(0, (int)buffer.Length), null);
    }

    /// <summary>Adds every fault of an object: unknown, missing and mistyped fields.</summary>
    public static void Check(JsonElement element, JsonTypeInfo type, string path, FieldErrors errors)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            errors.Add(path.Length == 0 ? "body" : path, "must be an object");
            return;
        }

        foreach (var field in element.EnumerateObject())
        {
            var name = path.Length == 0 ? field.Name : path + "." + field.Name;
            if (type.Properties.FirstOrDefault(property => property.Name == field.Name) is { } property)
            {
                CheckField(field.Value, property, type, name, errors);
            }
            else
            {
                errors.Add(name, "is not a field of this request");
            }
        }

        foreach (var missing in type.Properties.Where(property => property.IsRequired && !element.TryGetProperty(property.Name, out _)))
        {
            errors.Add(path.Length == 0 ? missing.Name : path + "." + missing.Name, "must be given");
        }
    }

    private static void CheckField(JsonElement value, JsonPropertyInfo property, JsonTypeInfo owner, string name, FieldErrors errors)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            errors.AddIf(!property.IsSetNullable, name, "must not be null");
            return;
        }

        var type = owner.Options.GetTypeInfo(property.PropertyType);
        if (type.Kind == JsonTypeInfoKind.Object && property.PropertyType != typeof(JsonElement))
        {
            Check(value, type, name, errors);
            return;
        }

        try
        {
            value.Deserialize(type);
        }
        catch (JsonException)
        {
            errors.Add(name, "must be " + (ValueKind.Find(property.PropertyType)?.Words ?? "of another kind"));
        }
    }
}
