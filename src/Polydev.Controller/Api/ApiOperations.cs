using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Polydev.Controller.Api;

/// <summary>What the framework cannot know of an operation: headers, the refusals that any may give, names a parameter allows, and examples.</summary>
internal static class ApiOperations
{
    private const string EventStream = "text/event-stream";

    private static readonly (string Operation, string Name, string Description)[] s_headers =
    [
        ("createExecution", "Idempotency-Key", "1 to 255 characters. The same key and body give the same execution, however often they are sent."),
        ("createExecution", "Prefer", "respond-async answers 202 as soon as the execution is accepted."),
        ("streamExecutionEvents", "Last-Event-ID", "The id of the last event that was seen; the stream goes on behind it."),
    ];

    /// <summary>Completes an operation.</summary>
    public static Task CompleteAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var id = operation.OperationId;
        foreach (var (_, name, description) in s_headers.Where(header => header.Operation == id))
        {
            AddHeader(operation, name, description);
        }

        if (context.Description.RelativePath?.StartsWith("v1/", StringComparison.Ordinal) == true)
        {
            AddHeader(operation, "X-Polydev-Tenant", "With an admin key: the tenant to act for.");
            AddRefusal(operation, context, "401", "The API key is missing or not known");
            if (operation.RequestBody is not null || operation.Parameters?.Any(p => p.In == ParameterLocation.Query) == true)
            {
                AddRefusal(operation, context, "400", "The request is not understood; errors names each fault");
            }
        }

        NameAllowedValues(operation, context);
        Illustrate(operation.RequestBody?.Content?.Values, ApiExamples.Request(id));
        if ((operation.Responses?.GetValueOrDefault("200") ?? operation.Responses?.GetValueOrDefault("201"))?.Content is { } content)
        {
            Illustrate(content.Values, ApiExamples.Answer(id));
            if (id is "createExecution" or "streamExecutionEvents")
            {
                content[EventStream] = new OpenApiMediaType { Example = JsonValue.Create(ApiExamples.Events) };
            }
        }

        return Task.CompletedTask;
    }

    private static void Illustrate(IEnumerable<OpenApiMediaType>? media, JsonNode? example)
    {
        foreach (var one in example is null ? [] : media ?? [])
        {
            one.Example = example;
        }
    }

    private static void AddHeader(OpenApiOperation operation, string name, string description) => (operation.Parameters ??= []).Add(new OpenApiParameter
    {
        Name = name,
        In = ParameterLocation.Header,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    });

    private static void AddRefusal(OpenApiOperation operation, OpenApiOperationTransformerContext context, string status, string description) =>
        (operation.Responses ??= []).TryAdd(status, new OpenApiResponse
        {
            Description = description,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference("ProblemDetails", context.Document) },
            },
        });

    private static void NameAllowedValues(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        foreach (var described in context.Description.ParameterDescriptions)
        {
            if (described.ParameterDescriptor is IParameterInfoParameterDescriptor { ParameterInfo: var parameter }
                && parameter.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed
                && operation.Parameters?.FirstOrDefault(p => p.Name == described.Name)?.Schema is OpenApiSchema schema)
            {
                schema.Enum = [.. allowed.Values.Select(value => JsonValue.Create((string)value!))];
            }
        }
    }
}
