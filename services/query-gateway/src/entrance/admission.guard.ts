import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Request, Response } from 'express';
import { operationOf } from '../http/operation-of.js';
import { Admission } from './admission.js';

/**
 * Has a request admitted for what the router chose for it. Mostly that was decided before, and stands; should the router ever take a
 * path for another one than we do, it is decided here, so that nothing is reached without.
 */
@Injectable()
export class AdmissionGuard implements CanActivate {
  constructor(private readonly admission: Admission) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    // Events come from our own services.
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<Request>();
    const response = context.switchToHttp().getResponse<Response>();
    const { path } = request.route as { readonly path: string };
    const operation = operationOf(request.method, path);
    if (operation !== null) await this.admission.admit(request, response, operation);
    return true;
  }
}
