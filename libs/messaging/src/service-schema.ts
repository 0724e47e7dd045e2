import { Service } from '#contracts/topics';
import { ApplicationError } from '#domain/errors';

const services: ReadonlySet<string> = new Set(Object.values(Service));

/** The database schema of a service; safe to put into SQL text, since only declared names get through. */
export function serviceSchema(service: Service): string {
  if (!services.has(service)) {
    throw new ApplicationError(
      'service_unknown',
      `Service "${service}" is not declared; the services are ${[...services].join(', ')}.`,
    );
  }
  return service.replaceAll('-', '_');
}
